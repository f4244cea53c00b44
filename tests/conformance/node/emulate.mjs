// emulate's GitHub on a loopback port that the kernel chooses, until standard input ends: the one who started it may be killed and nothing
// is left. Takes `{"seed": …, "app": …, "installation": …, "tokens": {name: permissions}}` as its argument, and writes one line:
// `{"port": …, "tokens": {name: token}}`.
import { createSign, generateKeyPairSync } from "node:crypto";
import net from "node:net";
import { createEmulator } from "emulate";

const { seed, app, installation, tokens } = JSON.parse(process.argv[2]);
const { privateKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "pkcs1", format: "pem" },
});
seed.github.apps.find((one) => one.app_id === app).private_key = privateKey;

// emulate would listen on every interface, and offers no way to say which.
const listen = net.Server.prototype.listen;
let listening;
net.Server.prototype.listen = function (port) {
  listening = new Promise((resolve) => this.once("listening", () => resolve(this.address().port)));
  return listen.call(this, port, "127.0.0.1");
};
await createEmulator({ service: "github", port: 0, seed, baseUrl: "http://emulate.test" });
const port = await listening;

const encoded = (value) => Buffer.from(JSON.stringify(value)).toString("base64url");
const now = Math.floor(Date.now() / 1000);
const claims = `${encoded({ alg: "RS256", typ: "JWT" })}.${encoded({ iss: app, iat: now - 60, exp: now + 600 })}`;
const jwt = `${claims}.${createSign("RSA-SHA256").update(claims).sign(privateKey, "base64url")}`;
const made = {};
for (const [name, permissions] of Object.entries(tokens)) {
  const answer = await fetch(`http://127.0.0.1:${port}/app/installations/${installation}/access_tokens`, {
    method: "POST",
    headers: { Authorization: `Bearer ${jwt}` },
    body: JSON.stringify({ permissions }),
  });
  if (answer.status !== 201) throw new Error(await answer.text());
  made[name] = (await answer.json()).token;
}
process.stdout.write(`${JSON.stringify({ port, tokens: made })}\n`);
process.stdin.on("end", () => process.exit(0)).resume();

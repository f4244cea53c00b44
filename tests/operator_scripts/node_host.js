// One node that runs the texts of many: the first argument is the socket on which each comes, with its folder, environment and arguments.
// A text ends when the promise that its last statement gives is kept. One runs at a time, because the folder is the whole process's.
// Timers fire at once: as the fake `sleep` of a clone, they write down how many seconds they were set for.
const fs = require("node:fs"), http = require("node:http"), net = require("node:net"), util = require("node:util"), vm = require("node:vm");
const process = globalThis.process, scripts = new Map();

const run = async ([folder, text, count, ...rest]) => {
  const given = rest.slice(0, Number(count)), printed = { out: "", error: "" };
  const env = Object.fromEntries(rest.slice(Number(count)).map((pair) => [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)]));
  const program = Object.create(process, {
    argv: { value: [process.execPath, "-", ...given] },
    env: { value: env },
    exitCode: { value: 0, writable: true },
  });
  const setTimeout = (act, pause) => {
    fs.appendFileSync(`${env.HOME}/../slept`, `${pause / 1000}\n`);
    setImmediate(act);
  };
  const console = {
    log: (...words) => { printed.out += `${util.format(...words)}\n`; },
    error: (...words) => { printed.error += `${util.format(...words)}\n`; },
  };
  for (const [name, value] of Object.entries({ require, console, setTimeout, process: program })) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
  }
  try {
    process.chdir(folder);
    if (!scripts.has(text)) scripts.set(text, new vm.Script(`{${text}\n}`));
    await scripts.get(text).runInThisContext();
  } catch (error) {
    printed.error += `${error?.stack ?? error}\n`;
    program.exitCode = 1;
  }
  process.chdir("/");
  http.globalAgent.destroy();  // the next one's server may have the port of this one's
  return Buffer.concat([word(program.exitCode), ...[printed.out, printed.error].flatMap((one) => [word(Buffer.byteLength(one)), Buffer.from(one)])]);
};

const word = (number) => { const four = Buffer.alloc(4); four.writeUInt32BE(number); return four; };
const fields = function* (all) {
  for (let at = 0; at < all.length; ) {
    const end = at + 4 + all.readUInt32BE(at);
    yield all.toString("utf8", at + 4, end);
    at = end;
  }
};

let turn = Promise.resolve();
net.createServer({ allowHalfOpen: true }, (socket) => {
  const chunks = [], gone = new Promise((resolve) => socket.on("error", () => {}).on("close", resolve));
  socket.on("data", (chunk) => chunks.push(chunk)).on("end", () => {
    turn = turn.then(() => Promise.race([gone, run([...fields(Buffer.concat(chunks))]).then((answer) => socket.end(answer))]));
  });
}).listen(process.argv[2], () => globalThis.console.log("listening"));
process.stdin.resume().on("end", () => process.exit());

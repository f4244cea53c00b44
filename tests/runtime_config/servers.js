// One node that runs the small servers of many tests: the first argument is the socket for requests, each a line of JSON, with the
// name of a server. `start` answers "listening" or "ended", `stop` and `hang` answer when that is done.
const http = require("node:http"), net = require("node:net"), vm = require("node:vm"), fs = require("node:fs");
const servers = new Map(), texts = new Map();

function compiled(file) {
  if (!texts.has(file)) texts.set(file, vm.runInThisContext(`(function (require, process, fetch) {${fs.readFileSync(file, "utf8")}\n})`, file));
  return texts.get(file);
}

// To its text, a process of its own: it has its own variables, and after its end it neither listens nor sends requests.
function start({ name, words, env }) {
  return new Promise((resolve) => {
    // The signals of requests are kept: Node may collect one that only AbortSignal.any refers to, and then it never aborts.
    const over = new AbortController(), own = { hung: false }, signals = [];
    const end = () => { over.abort(); resolve("ended"); };
    own.stop = async () => {
      end();
      const closed = new Promise((done) => (own.server?.listening ? own.server.close(done) : done()));
      own.server?.closeAllConnections();
      await closed;
    };
    const createServer = (answer) => {
      own.server = http.createServer((request, response) => { if (!own.hung) answer(request, response); });
      own.server.on("error", end).on("listening", () => resolve("listening"));
      if (over.signal.aborted) own.server.listen = () => own.server;
      return own.server;
    };
    servers.set(name, own);
    compiled(words[0])(
      (wanted) => (wanted === "node:http" ? { ...http, createServer } : require(wanted)),
      Object.create(process, { argv: { value: [process.execPath, ...words] }, env: { value: env }, exit: { value: end } }),
      (url, options) => {
        signals.push(options.signal);
        return fetch(url, { ...options, signal: AbortSignal.any([options.signal, over.signal]) });
      },
    );
  });
}

async function handle(request) {
  if (request.do === "start") return start(request);
  const own = servers.get(request.name);
  if (request.do === "hang") {
    own.hung = true;
  } else {
    await own.stop();
    servers.delete(request.name);
  }
  return "done";
}

net.createServer({ allowHalfOpen: true }, (socket) => {
  let text = "";
  socket.on("data", (more) => (text += more)).on("end", async () => socket.end(await handle(JSON.parse(text))));
}).listen(process.argv[2], () => console.log("listening"));
process.stdin.resume().on("end", () => process.exit());

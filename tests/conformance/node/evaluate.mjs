// What GitHub's package computes for each of the expressions that standard input has as JSON, with the contexts that it has.
import { readFileSync } from "node:fs";

const { Lexer, Parser, Evaluator, data } = await import("@actions/expressions");
const { reviver } = await import("@actions/expressions/data/reviver");

const given = readFileSync(0, "utf8");
const { expressions } = JSON.parse(given);
const { contexts } = JSON.parse(given, (key, value) => (key === "contexts" ? JSON.parse(JSON.stringify(value), reviver) : value));
const names = contexts.pairs().map(({ key }) => key);
const constant = (name, value, maxArgs) => ({ name, minArgs: 0, maxArgs, call: () => new data.BooleanData(value) });
const functions = [
  constant("always", true, 0),
  constant("cancelled", false, 0),
  constant("failure", false, 255),
  constant("success", true, 255),
  { name: "hashFiles", minArgs: 1, maxArgs: 255, call: (...patterns) => new data.StringData(patterns.map((one) => one.coerceString()).join("|")) },
];
const called = new Map(functions.map((one) => [one.name.toLowerCase(), one]));

// Numbers as text, since JSON has no NaN and no -0.
function plain(value) {
  switch (value.kind) {
    case data.Kind.Array:
      return ["Array", value.values().map(plain)];
    case data.Kind.Dictionary:
      return ["Object", value.pairs().map((pair) => [pair.key, plain(pair.value)])];
    case data.Kind.Number:
      return ["Number", String(value.value)];
    default:
      return [data.Kind[value.kind], value.kind === data.Kind.Null ? null : value.value];
  }
}

function computed(expression) {
  let kind = "lexing";
  try {
    const { tokens } = new Lexer(expression).lex();
    kind = "parsing";
    const tree = new Parser(tokens, names, functions).parse();
    kind = "evaluation";
    return { value: plain(tree ? new Evaluator(tree, contexts, called).evaluate() : new data.Null()) };
  } catch (error) {
    return { kind, message: error.message, column: error.pos?.column };
  }
}

console.log(JSON.stringify(expressions.map(computed)));

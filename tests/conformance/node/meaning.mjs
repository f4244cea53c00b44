// The meaning of the workflow files named on the command line for GitHub's own parser: one JSON array, with an object for each file.
import { readFileSync } from "node:fs";

const { parseWorkflow, NoOperationTraceWriter, convertWorkflowTemplate } = await import("@actions/workflow-parser");

const SEQUENCE = 1;
const MAPPING = 2;

function plain(token) {
  if (token.templateTokenType === SEQUENCE) return Array.from({ length: token.count }, (_, index) => plain(token.get(index)));
  if (token.templateTokenType === MAPPING)
    return { mapping: Array.from({ length: token.count }, (_, index) => [plain(token.get(index).key), plain(token.get(index).value)]) };
  const value = token.toJSON();
  // The parser takes a text of several lines with expressions as it is in the file, with its indentation.
  return value?.expr ? { expr: value.expr.replace(/\s+/g, " ") } : value;
}

const meanings = [];
for (const path of process.argv.slice(2)) {
  const parsed = parseWorkflow({ name: path, content: readFileSync(path, "utf8") }, new NoOperationTraceWriter());
  const meaning = parsed.value ? plain(parsed.value) : null;
  const template = parsed.value ? await convertWorkflowTemplate(parsed.context, parsed.value) : {};
  const errors = parsed.context.errors.getErrors().map(({ message }) => message);
  meanings.push({ errors: [...new Set([...errors, ...(template.errors ?? []).map(({ Message }) => Message)])], meaning });
}
console.log(JSON.stringify(meanings));

// What GitHub's own parser and its editor support say of the workflow files named on the command line: one JSON array of findings.
import { readFileSync } from "node:fs";
import { basename } from "node:path";

const { parseWorkflow, NoOperationTraceWriter, convertWorkflowTemplate } = await import("@actions/workflow-parser");
const { validate } = await import("@actions/languageservice");
const { TextDocument } = await import("vscode-languageserver-textdocument");

const findings = [];
for (const path of process.argv.slice(2)) {
  const content = readFileSync(path, "utf8");
  const name = basename(path);
  const parsed = parseWorkflow({ name, content }, new NoOperationTraceWriter());
  for (const error of parsed.context.errors.getErrors()) {
    findings.push({ path, by: "workflow-parser", message: error.message });
  }
  if (parsed.value) {
    const template = await convertWorkflowTemplate(parsed.context, parsed.value);
    for (const error of template.errors ?? []) {
      findings.push({ path, by: "workflow-parser", message: error.Message });
    }
  }
  const document = TextDocument.create(`file:///${name}`, "yaml", 0, content);
  for (const { message, range } of await validate(document)) {
    findings.push({ path, by: "languageservice", message, line: range.start.line + 1 });
  }
}
console.log(JSON.stringify(findings));

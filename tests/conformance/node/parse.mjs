// What GitHub's own parser and its editor support say of the workflow files named on the command line: one JSON array of findings.
import { readFileSync } from "node:fs";
import { basename } from "node:path";

const { parseWorkflow, NoOperationTraceWriter, convertWorkflowTemplate } = await import("@actions/workflow-parser");
const { TemplateContext, TemplateValidationErrors } = await import("@actions/workflow-parser/templates/template-context");
const { getWorkflowSchema } = await import("@actions/workflow-parser/workflows/workflow-schema");
const { validate } = await import("@actions/languageservice");
const { FeatureFlags } = await import("@actions/expressions");
const { TextDocument } = await import("vscode-languageserver-textdocument");

// Everything that is part of GitHub's documentation by now.
const featureFlags = new FeatureFlags({ allowBackgroundSteps: true, allowCaseFunction: true });

const findings = [];
for (const path of process.argv.slice(2)) {
  const content = readFileSync(path, "utf8");
  const name = basename(path);
  const context = new TemplateContext(new TemplateValidationErrors(), getWorkflowSchema(), new NoOperationTraceWriter());
  context.state.featureFlags = featureFlags;
  const parsed = parseWorkflow({ name, content }, context);
  for (const error of parsed.context.errors.getErrors()) {
    findings.push({ path, by: "workflow-parser", message: error.message });
  }
  if (parsed.value) {
    const template = await convertWorkflowTemplate(parsed.context, parsed.value, undefined, { featureFlags });
    for (const error of template.errors ?? []) {
      findings.push({ path, by: "workflow-parser", message: error.Message });
    }
  }
  const document = TextDocument.create(`file:///${name}`, "yaml", 0, content);
  for (const { message, range } of await validate(document, { featureFlags })) {
    findings.push({ path, by: "languageservice", message, line: range.start.line + 1 });
  }
}
console.log(JSON.stringify(findings));

// GitHub's packages import JSON without `with { type: "json" }`, which Node asks for. This hook adds it.
import module from "node:module";

export function load(url, context, next) {
  const importAttributes = url.endsWith(".json") ? { type: "json" } : context.importAttributes;
  return next(url, { ...context, importAttributes });
}

if (module.registerHooks) {
  module.registerHooks({ load });
} else if (!process.env.LINESMITH_HOOKED) {
  // Before Node 22.15 hooks live in a thread of their own, which loads this file a second time.
  process.env.LINESMITH_HOOKED = "yes";
  module.register(import.meta.url);
}

// Checks the types of TypeScript samples of the documentation and writes each as JavaScript beside it:
// node compile_samples.mjs FILE.ts...
import { readFileSync, writeFileSync } from "node:fs";
import ts from "typescript";

const files = process.argv.slice(2);
const options = {
  lib: ["lib.es2023.d.ts", "lib.dom.d.ts", "lib.dom.iterable.d.ts", "lib.dom.asynciterable.d.ts"],
  module: ts.ModuleKind.ESNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  noEmit: true,
  strict: true,
  target: ts.ScriptTarget.ES2023,
  types: [],
};
const faults = ts.getPreEmitDiagnostics(ts.createProgram(files, options));
if (faults.length > 0) {
  console.error(ts.formatDiagnostics(faults, ts.createCompilerHost(options)));
  process.exit(1);
}
for (const file of files) {
  const { outputText } = ts.transpileModule(readFileSync(file, "utf8"), { compilerOptions: options });
  writeFileSync(file.replace(/\.ts$/, ".mjs"), outputText);
}

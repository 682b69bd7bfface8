import { join } from 'node:path';
import ts from 'typescript';

/** The compiler's options under which users are promised that the types work: as strict as can be. */
export const STRICT: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  lib: ['lib.es2023.d.ts', 'lib.dom.d.ts'],
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: [],
  strict: true,
  exactOptionalPropertyTypes: true,
  noUncheckedIndexedAccess: true,
  verbatimModuleSyntax: true,
  allowImportingTsExtensions: true,
  skipLibCheck: true,
  noEmit: true,
};

/** Source files by their names; they exist in memory only, and import as if they stood in test/types. */
export type Sources = ReadonlyMap<string, string>;

/** Where a source of that name seems to stand. */
export function pathOf(name: string): string {
  return join(import.meta.dirname, name);
}

/** A program of sources in memory. `types` are packages of ambient declarations that it needs besides, such as `node`. */
export function programOf(sources: Sources, types: readonly string[] = []): ts.Program {
  const texts = new Map([...sources].map(([name, text]) => [pathOf(name), text]));
  const options = { ...STRICT, types: [...types] };
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = host;
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, options, ...rest) => {
    const text = texts.get(path);
    return text === undefined ? getSourceFile(path, options, ...rest) : ts.createSourceFile(path, text, options);
  };
  return ts.createProgram([...texts.keys()], options, host);
}

/** What the compiler says about one place. */
export interface Complaint {
  /** From 1. */
  readonly line: number;
  readonly code: number;
  /** Its lines; the first says what, the others why. */
  readonly message: readonly string[];
}

/** What the compiler says about one source. */
export function complaints(program: ts.Program, name: string): readonly Complaint[] {
  const file = program.getSourceFile(pathOf(name));
  if (file === undefined) throw new Error(`${name} is not in the program`);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(({ start = 0, code, messageText }) => ({
    line: file.getLineAndCharacterOfPosition(start).line + 1,
    code,
    message: ts.flattenDiagnosticMessageText(messageText, '\n').split('\n'),
  }));
}

import { join } from 'node:path';
import ts from 'typescript';
import { REPOSITORY } from '../support/repository.ts';

/** The names that one entry exports; a class is both. */
export interface Surface {
  readonly values: readonly string[];
  readonly types: readonly string[];
}

const OPTIONS: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  types: ['node'],
  skipLibCheck: true,
};

/** Reads the exports of entries from their built declarations, resolved as a user's compiler does. */
export function surfacesOf(specifiers: readonly string[]): Map<string, Surface> {
  const files = specifiers.map((specifier) => ({ specifier, file: declarationsOf(specifier) }));
  const program = ts.createProgram({ rootNames: files.map(({ file }) => file), options: OPTIONS });
  return new Map(files.map(({ specifier, file }) => [specifier, surfaceOf(program, file)]));
}

function declarationsOf(specifier: string): string {
  const importer = join(REPOSITORY, 'test/architecture/public-surface.ts');
  const { resolvedModule } = ts.resolveModuleName(specifier, importer, OPTIONS, ts.sys, undefined, undefined, ts.ModuleKind.ESNext);
  if (resolvedModule?.extension !== ts.Extension.Dts)
    throw new Error(`${specifier} has no declarations for test/; is it built and a dependency?`);
  return resolvedModule.resolvedFileName;
}

function surfaceOf(program: ts.Program, file: string): Surface {
  const checker = program.getTypeChecker();
  const source = program.getSourceFile(file);
  const entry = source && checker.getSymbolAtLocation(source);
  const exports = entry === undefined ? [] : checker.getExportsOfModule(entry);
  const namesOf = (meaning: ts.SymbolFlags) =>
    exports
      .filter((symbol) => (resolve(checker, symbol).flags & meaning) !== 0)
      .map(({ name }) => name)
      .sort();
  return { values: namesOf(ts.SymbolFlags.Value), types: namesOf(ts.SymbolFlags.Type) };
}

function resolve(checker: ts.TypeChecker, symbol: ts.Symbol): ts.Symbol {
  return (symbol.flags & ts.SymbolFlags.Alias) === 0 ? symbol : checker.getAliasedSymbol(symbol);
}

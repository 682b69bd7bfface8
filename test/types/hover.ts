import ts from 'typescript';
import { pathOf, STRICT } from './program.ts';

/** Marks where the pointer is, right before a name. */
const POINTER = '‸';

/**
 * What an editor shows for the name behind the one `‸` of a source, as TypeScript's language service has it, on one line.
 * The sources exist in memory only, and import as if they stood in test/types.
 */
export function hoverer(sources: ReadonlyMap<string, string>): (name: string) => string {
  const texts = new Map([...sources].map(([name, text]) => [pathOf(name), text.replace(POINTER, '')]));
  const service = ts.createLanguageService({
    getCompilationSettings: () => STRICT,
    getScriptFileNames: () => [...texts.keys()],
    getScriptVersion: () => '0',
    getScriptSnapshot: (path) => {
      const text = texts.get(path) ?? ts.sys.readFile(path);
      return text === undefined ? undefined : ts.ScriptSnapshot.fromString(text);
    },
    getCurrentDirectory: () => import.meta.dirname,
    getDefaultLibFileName: ts.getDefaultLibFilePath,
    fileExists: (path) => texts.has(path) || ts.sys.fileExists(path),
    readFile: (path) => texts.get(path) ?? ts.sys.readFile(path),
    directoryExists: ts.sys.directoryExists,
    realpath: (path) => (texts.has(path) ? path : (ts.sys.realpath?.(path) ?? path)),
  });
  return (name) => {
    const at = sources.get(name)?.indexOf(POINTER) ?? -1;
    if (at < 0) throw new Error(`${name} has no ${POINTER}`);
    const shown = service.getQuickInfoAtPosition(pathOf(name), at);
    return ts.displayPartsToString(shown?.displayParts).replaceAll(/\s+/g, ' ');
  };
}

import { defineConfig } from 'tsup';
import { copyTemplates } from './build/copy-templates.ts';

export default defineConfig({
  entry: { main: 'src/main.ts' },
  format: 'esm',
  target: 'es2022',
  tsconfig: 'tsconfig.node.json',
  clean: true,
  onSuccess: () => Promise.resolve(copyTemplates('../..', 'dist/templates')),
});

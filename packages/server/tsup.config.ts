import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/index.ts' },
  format: 'esm',
  target: 'es2022',
  tsconfig: 'tsconfig.pure.json',
  dts: true,
  clean: true,
});

import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { index: 'src/provider/index.ts' },
  format: 'esm',
  target: 'es2022',
  tsconfig: 'tsconfig.src.json',
  dts: true,
  clean: true,
});

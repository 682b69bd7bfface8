import { defineConfig } from 'tsup';

export default defineConfig({
  entry: { browser: 'src/browser/index.ts', node: 'src/node/index.ts', msgpack: 'src/msgpack.ts', platform: 'src/platform.ts' },
  format: 'esm',
  target: 'es2022',
  tsconfig: 'tsconfig.node.json',
  dts: true,
  clean: true,
  splitting: true,
});

import { defineConfig } from 'vitest/config';

/** The page, built so that it works below any path. While it is developed, `npm start` beside it serves the contract. */
export default defineConfig({
  base: './',
  // Inlined files would be `data:` URLs, which the page's policy lets in as images only.
  build: { assetsInlineLimit: 0, chunkSizeWarningLimit: 700 },
  server: { proxy: { '/rpc': { target: 'http://127.0.0.1:3000', ws: true } } },
  // Longer than any wait inside of a test.
  test: { testTimeout: 30_000 },
});

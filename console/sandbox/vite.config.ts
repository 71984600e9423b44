import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

/** Where `npm run dev:sandbox` finds a running sandbox. */
const SANDBOX = process.env.SIYU_SANDBOX ?? 'http://127.0.0.1:8100'
const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  // Relative addresses: the sandbox may serve the pages under any path.
  base: './',
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: {
    outDir: here('../../src/siyu/pages/sandbox'),
    emptyOutDir: true,
    target: 'es2022',
    rolldownOptions: { input: { phone: here('./phone.html'), adviser: here('./adviser.html') } },
  },
  server: {
    port: 5174,
    proxy: { '/sandbox': SANDBOX, '/qr': SANDBOX, '/picture': SANDBOX },
  },
})

import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** Where `npm run dev` finds the running server. */
const SERVER = process.env.SIYU_WEB ?? 'http://127.0.0.1:8000'

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: '../src/siyu/pages/console',
    emptyOutDir: true,
    target: 'es2022',
  },
  server: { port: 5173, proxy: { '/api': SERVER, '/l/': SERVER, '/t/': SERVER } },
  test: {
    include: ['src', 'checks', 'sandbox', 'tracker'].map((one) => `${one}/**/*.test.ts`),
  },
})

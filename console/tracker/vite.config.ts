import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  build: {
    outDir: here('../../src/siyu/pages/tracker'),
    emptyOutDir: true,
    // The web views that people open links in are older than their browsers.
    target: 'es2018',
    lib: { entry: here('./src/main.ts'), name: 'siyuTracker', formats: ['iife'] },
    rolldownOptions: { output: { entryFileNames: 'siyu.js' } },
  },
})

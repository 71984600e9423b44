/** What a reader may rely on about these files. */

import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const MOST_LINES = 250
const GENERATED = ['src/api/schema.ts']
const DOMAINS = [
  'acquisition',
  'audiences',
  'channels',
  'commerce',
  'customers',
  'insight',
  'messaging',
  'organisation',
]

function files(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && /\.(tsx?|mjs|css|html)$/.test(entry.name))
    .map((entry) => relative(ROOT, join(entry.parentPath, entry.name)))
    .filter((file) => !GENERATED.includes(file))
}
const all = ['src', 'sandbox', 'tracker', 'checks'].flatMap(files)
const text = (file: string) => readFileSync(join(ROOT, file), 'utf8')
const imports = (file: string) =>
  [...text(file).matchAll(/from '(\.[^']+)'|import\('(\.[^']+)'\)/g)].map((found) =>
    relative(ROOT, join(ROOT, file, '..', found[1] ?? found[2] ?? '')),
  )

test('no file is longer than 250 lines', () => {
  const long = all.filter((file) => text(file).split('\n').length > MOST_LINES + 1)
  expect(long).toEqual([])
})

test('domains do not import each other', () => {
  const crossing = DOMAINS.flatMap((domain) =>
    files(`src/${domain}`).flatMap((file) =>
      imports(file)
        .filter((to) => DOMAINS.some((other) => other !== domain && to.startsWith(`src/${other}/`)))
        .map((to) => `${file} -> ${to}`),
    ),
  )
  expect(crossing).toEqual([])
})

test('the platform imports no domain', () => {
  const upward = files('src/platform').flatMap((file) =>
    imports(file).filter((to) => [...DOMAINS, 'home'].some((one) => to.startsWith(`src/${one}/`))),
  )
  expect(upward).toEqual([])
})

test('no page names another host', () => {
  const hosts = all
    .filter((file) => !file.startsWith('checks/') && !file.endsWith('.test.ts'))
    .flatMap((file) => text(file).match(/https?:\/\/(?!127\.0\.0\.1|www\.w3\.org)[\w.]+/g) ?? [])
  expect(hosts).toEqual([])
})

test('the lock file names no download host', () => {
  expect(text('package-lock.json')).not.toContain('"resolved"')
})

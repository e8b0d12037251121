import { globSync, readFileSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'

const statement = /import\s*\{([^}]+)\}\s*from\s*['"]@tabler\/icons-react['"];?/g

/** The icon package is one file that names six thousand others: take the few we use directly. */
export function directIcons() {
  return {
    name: 'hostwright:direct-icons',
    enforce: 'pre',
    transform: {
      filter: { id: /\/src\/.*\.tsx?$/, code: '@tabler/icons-react' },
      handler(code) {
        const direct = code.replace(statement, (_all, names) =>
          names
            .split(',')
            .map((name) => name.trim())
            .filter((name) => name && !name.startsWith('type '))
            .map((name) => `import ${name} from '@tabler/icons-react/dist/esm/icons/${name}.mjs';`)
            .join(' '),
        )
        return { code: direct, map: null }
      },
    },
  }
}

const src = resolve(import.meta.dirname, '../src')

/** The file of an icon, or of what all are made with. */
export const iconOf = (id) => (id.includes('/@tabler/') ? basename(id) : undefined)

/** The icons that these files name: a chunk for each would cost more than what is in it. */
export function iconsIn(files) {
  const named = files.flatMap((file) => readFileSync(file, 'utf8').match(/\bIcon[A-Z]\w*/g) ?? [])
  return new Set(named.map((icon) => `${icon}.mjs`))
}

const signingIn = ['features/session/**/*.tsx', 'design/patterns/{Form,fields}.tsx']

/** Signing in loads these and no others; what all icons are made with comes along. */
export const signInIcons = iconsIn(
  signingIn.flatMap((pattern) => globSync(pattern, { cwd: src })).map((file) => join(src, file)),
).add('createReactComponent.mjs')

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

/** Icons that are needed together anyway: a chunk for each would cost more than what is in it. */
const together = {
  // Signing in loads these and no others; what all icons are made with comes along.
  'sign-in-icons': ['features/session/**/*.tsx', 'design/patterns/{Form,fields}.tsx'],
  'proof-icons': ['auth/*.tsx'],
  'shell-icons': [
    'features/*/routes.tsx',
    'app/**/*.tsx',
    'design/patterns/{ToastProvider,ErrorState}.tsx',
  ],
  'state-icons': ['design/status/*.ts', 'features/services/actions.tsx'],
}

/** One group per line above; an icon belongs to the first that names it. */
export function iconGroups() {
  return Object.entries(together).map(([name, patterns]) => {
    const files = new Set(
      patterns
        .flatMap((pattern) => globSync(pattern, { cwd: src }))
        .map((file) => readFileSync(join(src, file), 'utf8'))
        .flatMap((source) => source.match(/\bIcon[A-Z]\w*/g) ?? [])
        .map((icon) => `${icon}.mjs`),
    )
    if (name === 'sign-in-icons') files.add('createReactComponent.mjs')
    return { name, test: (id) => files.has(basename(id)) }
  })
}

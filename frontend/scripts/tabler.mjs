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

const features = resolve(import.meta.dirname, '../src/features')

/** The icons of the sidebar, named by every `routes.tsx`: always loaded together, so one chunk. */
export function sidebarIcons() {
  const names = globSync('*/routes.tsx', { cwd: features })
    .map((file) => readFileSync(join(features, file), 'utf8'))
    .flatMap((source) => source.match(/\bIcon[A-Z]\w*/g) ?? [])
  const files = new Set(names.map((name) => `${name}.mjs`))
  return { name: 'sidebar-icons', test: (id) => files.has(basename(id)) }
}

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

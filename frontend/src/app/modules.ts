import type { ModuleDefinition } from '~/actions/module'

const files = import.meta.glob<Record<string, unknown>>('../features/*/routes.tsx', { eager: true })

function isModule(value: unknown): value is ModuleDefinition {
  return typeof value === 'object' && value !== null && 'pages' in value && 'tree' in value
}

/** Every module of every feature: whatever `features/<f>/routes.tsx` exports is in, nothing else. */
export const modules: ModuleDefinition[] = Object.values(files)
  .flatMap((file) => Object.values(file))
  .filter(isModule)
  .sort((one, other) => one.order - other.order)

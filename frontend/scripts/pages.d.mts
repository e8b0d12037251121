export interface DeclaredPage {
  path: string
  file: string
  feature: string
  early: string[][]
}
export function declaredPages(): DeclaredPage[]
export function patternOf(path: string): string
export function bySpecificity(one: { path: string }, other: { path: string }): number

import type { Plugin } from 'vite'

export function directIcons(): Plugin

/** Chunk groups of icons, for Rolldown's code splitting. */
export function iconGroups(): { name: string; test: (id: string) => boolean }[]

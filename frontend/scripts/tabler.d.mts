import type { Plugin } from 'vite'

export function directIcons(): Plugin

/** The chunk group of the sidebar's icons, for Rolldown's code splitting. */
export function sidebarIcons(): { name: string; test: (id: string) => boolean }

import { lazy, type ReactNode } from 'react'
import { Navigate, Route, Routes } from 'react-router'
import { loadPage, type ModuleDefinition, type ModulePageRoute, pathOf } from '~/actions/module'
import { loadChunk } from './loadChunk'
import { modules } from './modules'
import { NotFound } from './shell/NotFound'
import { Permitted } from './shell/Permitted'

function elementOf(module: ModuleDefinition, page: ModulePageRoute): ReactNode {
  const Page = lazy(() => loadChunk(() => loadPage(module, page)))
  return (
    <Permitted permission={module.permission} ofPerson={module.ofPerson}>
      <Page />
    </Permitted>
  )
}

function routesOf(module: ModuleDefinition): ReactNode[] {
  return module.pages.map((page) => {
    const key = `${module.id}:${page.path}`
    const path = [module.path, page.path].filter(Boolean).join('/')
    const element = elementOf(module, page)
    return path === '' ? (
      <Route key={key} index element={element} />
    ) : (
      <Route key={key} path={path} element={element} />
    )
  })
}

const trees = {
  panel: modules.filter((module) => module.tree === 'panel').flatMap(routesOf),
  admin: modules.filter((module) => module.tree === 'admin').flatMap(routesOf),
}

/** The pages of one tree. The previous page stays until the next one's code is here. */
export function Pages({ tree }: { tree: 'panel' | 'admin' }) {
  const inTree = modules.filter((module) => module.tree === tree)
  // A tree without a page of its own at the root begins with its first module.
  const first = inTree.some((module) => module.path === '') ? undefined : inTree[0]
  return (
    <Routes>
      {trees[tree]}
      {first && <Route index element={<Navigate replace to={pathOf(first)} />} />}
      <Route path="*" element={<NotFound />} />
    </Routes>
  )
}

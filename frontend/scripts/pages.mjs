// The panel's pages as `features/*/routes.tsx` declare them, for the HTML: it asks for a page's code and
// data before there is code that could.
import { globSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import ts from 'typescript'

const src = resolve(import.meta.dirname, '../src')

/** Every page of every module: where it is, its file, whose words it shows, what it asks for first. */
export function declaredPages() {
  return globSync('features/*/routes.tsx', { cwd: src }).sort().flatMap(pagesIn)
}

function pagesIn(file) {
  const code = readFileSync(join(src, file), 'utf8')
  const tree = ts.createSourceFile(file, code, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX)
  const found = []
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'defineModule') {
      found.push(...pagesOf(node.arguments[0], file))
    } else ts.forEachChild(node, visit)
  }
  visit(tree)
  return found
}

function pagesOf(module, file) {
  const { tree, path, feature, pages } = propertiesOf(module)
  return pages.elements.map((element) => {
    const page = propertiesOf(element)
    const imported = /import\('(\.[^']+)'\)/.exec(page.load.getText())?.[1]
    if (!imported) throw new Error(`${file}: a page is loaded by import('./…')`)
    return {
      path: ['', tree.text, path.text, page.path.text].filter((part, at) => !at || part).join('/'),
      file: `src/${relative(src, resolve(src, dirname(file), imported))}.tsx`,
      feature: feature.text,
      early: (page.early?.elements ?? []).map((one) => {
        const { path: asked, permission } = propertiesOf(one)
        return permission ? [asked.text, permission.text] : [asked.text]
      }),
    }
  })
}

/** What an object is given by name, or by a constant of the same file that is spread into it. */
function propertiesOf(node) {
  const given = node.properties.flatMap((one) => {
    if (ts.isPropertyAssignment(one)) return [[one.name.getText(), one.initializer]]
    return ts.isSpreadAssignment(one) ? Object.entries(propertiesOf(constant(one.expression))) : []
  })
  return Object.fromEntries(given)
}

function constant(identifier) {
  const statements = identifier.getSourceFile().statements.filter(ts.isVariableStatement)
  const found = statements
    .flatMap(({ declarationList }) => declarationList.declarations)
    .find(({ name }) => name.getText() === identifier.getText()).initializer
  return ts.isObjectLiteralExpression(found) ? found : found.expression
}

/** `/panel/services/:serviceId/*` as what a browser compares the address with. */
export function patternOf(path) {
  const parts = path.replaceAll(/:(\w+)/g, '(?<$1>[^/]+)').replace(/\/\*$/, '(/.*)?')
  return `^${parts}/?$`
}

/** What is written out wins over what an address leaves open. */
export function bySpecificity(one, other) {
  const open = ({ path }) => path.split('/').filter((part) => /^[:*]/.test(part)).length
  return open(one) - open(other)
}

/**
 * What the HTML knows of the pages: `files` are named once, everything else counts in them. `words` are
 * those of the frame, by language; `loaded` are files that stand in the HTML anyway.
 */
export function pageMap(manifest, closure, loaded) {
  const files = []
  const number = (file) => {
    if (!files.includes(file)) files.push(file)
    return files.indexOf(file)
  }
  const numbers = (keys) =>
    [...closure(manifest, keys)]
      .map((key) => manifest[key].file)
      .filter((file) => !loaded.has(file))
      .map((file) => number(file.replace('assets/', '')))
  const words = (folders) =>
    Object.fromEntries(
      ['ru', 'en'].map((locale) => [
        locale,
        numbers(folders.map((folder) => `src/${folder}/locales/${locale}.po`)),
      ]),
    )
  const pages = declaredPages()
    .sort(bySpecificity)
    .map(({ path, file, feature, early }) => {
      const shared = path.startsWith('/admin') ? ['design/staff'] : []
      const { ru, en } = words([...shared, `features/${feature}`])
      return [patternOf(path), numbers([file]), ru, en, early]
    })
  return { files, words: words(['i18n', 'design']), pages }
}

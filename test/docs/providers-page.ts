import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { PROVIDERS, type Provider } from '../../src/providers/catalogue.ts'

/** The page of the docs that lists the providers. */
export const PROVIDERS_PAGE = join(import.meta.dirname, '../../docs/reference/providers.md')

/** Writes the catalogue into the tables of the page; its prose stays. */
export function renderProvidersPage(page: string): string {
  return Object.entries(TABLES).reduce(
    (text, [name, render]) =>
      text.replace(
        new RegExp(`(<!-- providers: ${name} -->\n)[^]*?(<!-- end -->)`),
        (_, start: string, end: string) => `${start}\n${render()}\n\n${end}`,
      ),
    page,
  )
}

const TABLES = {
  'recorded by default': () =>
    table(
      ['provider', 'id', 'hosts', 'credentials'],
      PROVIDERS.filter(({ hosts }) => hosts !== undefined).map((provider) => [
        provider.name,
        code([provider.id]),
        code(provider.hosts ?? []),
        code(variablesOf(provider)),
      ]),
    ),
  'known where listed': () =>
    table(
      ['provider', 'id', 'hosts'],
      PROVIDERS.filter(({ otherHosts }) => otherHosts !== undefined).map((provider) => [
        provider.name,
        code([provider.id]),
        code(provider.otherHosts ?? []),
      ]),
    ),
  local: () =>
    table(
      ['provider', 'id', 'known by'],
      PROVIDERS.flatMap(({ name, id, local }) =>
        local === undefined
          ? []
          : [
              [
                name,
                code([id]),
                local.port === undefined
                  ? `its answers: ${code(local.fields ?? [])}`
                  : code([`localhost:${local.port}`]),
              ],
            ],
      ),
    ),
  names: () =>
    table(
      ['id', 'other names'],
      PROVIDERS.flatMap(({ id, aliases }) => (aliases === undefined ? [] : [[code([id]), code(aliases)]])),
    ),
}

function variablesOf({ credentials = [] }: Provider): readonly string[] {
  return credentials.flatMap((credential) => (typeof credential === 'string' ? [credential] : credential.variables))
}

function code(words: readonly string[]): string {
  return words.map((word) => `\`${word}\``).join(', ')
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}

if (import.meta.main) {
  writeFileSync(PROVIDERS_PAGE, renderProvidersPage(readFileSync(PROVIDERS_PAGE, 'utf8')))
}

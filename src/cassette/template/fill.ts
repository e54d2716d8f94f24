import type { PlainValue } from '../write-yaml.ts'
import { cutText } from './cut-text.ts'
import { UnknownHole, type Filling, type FillSources, type NumberedValue } from './filling.ts'
import { parseHole, unescapeHole, type Hole } from './hole.ts'
import { findSource, spellSpaced } from './sources.ts'

const STRING = /"\$(?:[^"\\]|\\.)*"/g

/**
 * Fills holes, in the order in which a body has them.
 */
export class Filler {
  readonly #filling: Filling
  readonly #sources: FillSources
  /** What is left of texts and lists, by the hole. */
  readonly #pieces = new Map<string, { readonly spelled: readonly string[]; next: number }>()
  readonly #counters = new Map<string, number>()

  constructor(filling: Filling, sources: FillSources) {
    this.#filling = filling
    this.#sources = sources
  }

  /**
   * Fills the holes of a text.
   *
   * @throws {UnknownHole} where nothing fills one
   */
  fill(template: string): string {
    if (!template.includes('"$')) return template
    return template.replaceAll(STRING, (quoted) => {
      const text: string = JSON.parse(quoted)
      const hole = parseHole(text)
      return hole === undefined ? JSON.stringify(unescapeHole(text)) : this.spell(hole, text)
    })
  }

  /**
   * Spells what fills a hole as JSON.
   *
   * @param text - the string of the hole
   * @throws {UnknownHole} where nothing fills it
   */
  spell(hole: Hole, text: string): string {
    if (hole.isNext) return this.#spellNext(hole, text)
    const value = this.valueOf(hole)
    if (value === undefined) return this.#spellNumbered(this.#numbered(hole, text))
    if (hole.spelling === 'json') return JSON.stringify(JSON.stringify(value))
    return JSON.stringify(hole.spelling === 'spaced' ? spellSpaced(value) : value)
  }

  /** Gives the data that fills a hole; undefined where it is no data. */
  valueOf({ name }: Hole): PlainValue | undefined {
    if (name.startsWith('answer.')) return findSource(this.#sources.answer, name)
    if (name.startsWith('texts.')) return this.#filling.texts[Number(name.slice('texts.'.length))]
    return undefined
  }

  #spellNext(hole: Hole, text: string): string {
    const counter = this.#counters.get(text) ?? this.#counterOf(hole)
    if (counter !== undefined) {
      this.#counters.set(text, counter + 1)
      return String(counter)
    }
    let pieces = this.#pieces.get(text)
    if (pieces === undefined) {
      pieces = { spelled: this.#spellPieces(hole, text), next: 0 }
      this.#pieces.set(text, pieces)
    }
    const spelled = pieces.spelled[pieces.next]
    if (spelled === undefined) throw new UnknownHole(text)
    pieces.next += 1
    return spelled
  }

  #spellPieces(hole: Hole, text: string): readonly string[] {
    const cuts = this.#filling.cuts.get(text.slice(1, -1))
    const value = this.valueOf(hole)
    if (value !== undefined) {
      const whole =
        typeof value === 'string' ? value : hole.spelling === 'spaced' ? spellSpaced(value) : JSON.stringify(value)
      return cutText(whole, cuts ?? []).map((piece) => JSON.stringify(piece))
    }
    const numbered = this.#numbered(hole, text)
    if (isList(numbered)) return numbered.map((item) => this.#spellNumbered(item))
    if (typeof numbered === 'object' && 'file' in numbered) {
      let at = 0
      const bytes = Buffer.from(this.#sources.readFile(numbered.file))
      return (cuts ?? []).map((size) => JSON.stringify(bytes.toString('base64', at, (at += size))))
    }
    throw new UnknownHole(text)
  }

  #counterOf({ name }: Hole): number | undefined {
    const numbered = this.#filling.numbered[Number(name) - 1]
    return typeof numbered === 'object' && 'count' in numbered ? numbered.count : undefined
  }

  #numbered({ name }: Hole, text: string): NumberedValue {
    const numbered = /^\d+$/.test(name) ? this.#filling.numbered[Number(name) - 1] : undefined
    if (numbered === undefined) throw new UnknownHole(text)
    return numbered
  }

  #spellNumbered(value: NumberedValue): string {
    if (typeof value !== 'object' || isList(value)) return JSON.stringify(value)
    if ('raw' in value) return value.raw
    if ('json' in value) return Buffer.from(this.#sources.readFile(value.json)).toString()
    if ('count' in value) return String(value.count)
    const base64 = Buffer.from(this.#sources.readFile(value.file)).toString('base64')
    return JSON.stringify(value.data === undefined ? base64 : `data:${value.data};base64,${base64}`)
  }
}

function isList(value: NumberedValue): value is readonly NumberedValue[] {
  return Array.isArray(value)
}

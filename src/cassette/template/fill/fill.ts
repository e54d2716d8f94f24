import type { PlainValue } from '../../form/write-yaml.ts'
import { parseHole, unescapeHole, type Hole } from '../hole.ts'
import { readNumbers } from '../number-list.ts'
import { cutText, growText } from '../plan/cut-text.ts'
import { findSource, spellSpaced } from '../sources.ts'
import { UnknownHole, type Filling, type FillSources, type NumberedValue } from './filling.ts'
import { spellBase64 } from './read-base64.ts'

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
   * @throws {SyntaxError} where a text has no end
   */
  fill(template: string): string {
    let text = ''
    let done = 0
    // Without a pattern: most calls are the first of their process, where one has to be compiled before it is used.
    for (let at = template.indexOf('"$'); at !== -1; at = template.indexOf('"$', at)) {
      const end = endOfString(template, at + 2)
      const filled = this.#fillString(template.slice(at, end))
      text += template.slice(done, at) + filled
      at = end
      done = end
    }
    return done === 0 ? template : text + template.slice(done)
  }

  #fillString(quoted: string): string {
    const number = numberIn(quoted)
    if (number !== undefined) {
      const value = this.#filling.numbered[number - 1]
      if (typeof value === 'string' || typeof value === 'number') return JSON.stringify(value)
    }
    const string: string = JSON.parse(quoted)
    const hole = parseHole(string)
    return hole === undefined ? JSON.stringify(unescapeHole(string)) : this.spell(hole, string)
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
    if (hole.spelling === 'base64' && typeof value === 'string') return spellPiece(value, hole)
    return JSON.stringify(hole.spelling === 'spaced' ? spellSpaced(value) : value)
  }

  /** Returns the data that fills a hole; undefined where it is no data. */
  valueOf({ name }: Hole): PlainValue | undefined {
    if (name.startsWith('answer.')) return findSource(this.#sources.answer, name)
    if (name.startsWith('request.')) return findSource(this.#sources.request, name)
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
    const cuts = this.#filling.cuts.get(text.slice(1, -1)) ?? []
    const value = this.valueOf(hole)
    if (value !== undefined) {
      const whole =
        typeof value === 'string' ? value : hole.spelling === 'spaced' ? spellSpaced(value) : JSON.stringify(value)
      const pieces = hole.spelling === 'grown' ? growText(whole, cuts) : cutText(whole, cuts)
      return pieces.map((piece) => spellPiece(piece, hole))
    }
    const numbered = this.#numbered(hole, text)
    if (isList(numbered)) return numbered.map((item) => this.#spellNumbered(item))
    if (typeof numbered === 'object' && 'of' in numbered) {
      const sizes = readNumbers(numbered.sizes) ?? []
      return sizes.map((size) => JSON.stringify(numbered.of.slice(0, size)))
    }
    if (typeof numbered === 'object' && 'file' in numbered) {
      let at = 0
      const bytes = Buffer.from(this.#sources.readFile(numbered.file))
      return cuts.map((size) => JSON.stringify(bytes.toString('base64', at, (at += size))))
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
    if ('of' in value) return JSON.stringify(value.of)
    if ('text' in value) return JSON.stringify(Buffer.from(this.#sources.readFile(value.text)).toString())
    if ('count' in value) return String(value.count)
    const base64 = spellBase64(this.#sources.readFile(value.file), value.as ?? 'base64=')
    return JSON.stringify(value.data === undefined ? base64 : `data:${value.data};base64,${base64}`)
  }
}

function spellPiece(piece: string, { spelling }: Hole): string {
  return JSON.stringify(spelling === 'base64' ? Buffer.from(piece).toString('base64') : piece)
}

// The offset behind its closing quote.
function endOfString(text: string, from: number): number {
  let at = from
  for (let code = text.charCodeAt(at); code !== 0x22 && at < text.length; code = text.charCodeAt(at))
    at += code === 0x5c ? 2 : 1
  return Math.min(at + 1, text.length)
}

// Of `"$12"`; undefined for any other string.
function numberIn(quoted: string): number | undefined {
  let number = 0
  for (let at = 2; at < quoted.length - 1; at += 1) {
    const digit = quoted.charCodeAt(at) - 0x30
    if (digit < 0 || digit > 9) return undefined
    number = number * 10 + digit
  }
  return number === 0 ? undefined : number
}

function isList(value: NumberedValue): value is readonly NumberedValue[] {
  return Array.isArray(value)
}

import { scanRecord } from '../leaf.ts'
import { restoreShared, sharedReference } from '../shared-parts.ts'
import type { JsonNode } from './scan-json.ts'

/** Events whose common parts are written once. */
export interface SharedEvents {
  readonly events: readonly string[]
  /** What they refer to. */
  readonly shared: readonly string[]
}

/** Shorter parts are read more easily than a reference. */
const SHORTEST_PART = 100
/** As much must two objects have in common. */
const LEAST_COMMON = 300
const ROUNDS = 8
const REFERENCE = sharedReference(0).slice(0, -1)

/**
 * Finds what events repeat of each other: OpenAI's Responses tell all settings in three events, Perplexity all sources
 * in every one. Members that follow each other in several objects are written once.
 *
 * @returns the events as they are where nothing is worth it
 */
export function shareParts(events: readonly string[]): SharedEvents {
  let found: SharedEvents = { events, shared: [] }
  for (let round = 0; round < ROUNDS; round += 1) {
    const next = shareMost(found)
    if (next === undefined) break
    found = next
  }
  return isRestored(found, events) ? found : { events, shared: [] }
}

function isRestored(found: SharedEvents, events: readonly string[]): boolean {
  try {
    return found.events.every((event, index) => restoreShared(event, found.shared) === events[index])
  } catch (error) {
    // An event has a key of its own that looks like a reference.
    if (error instanceof RangeError) return false
    throw error
  }
}

/** An object of an event. */
interface EventObject {
  readonly event: number
  readonly members: readonly Member[]
  readonly texts: ReadonlySet<string>
}

/** A member of an object. */
interface Member {
  /** Its key and value. */
  readonly text: string
  /** Where they are in the event. */
  readonly start: number
  readonly end: number
}

/** Objects at one path that are much alike. */
interface Family {
  readonly objects: readonly EventObject[]
  /** Texts that all of them have. */
  readonly parts: readonly string[]
}

function shareMost({ events, shared }: SharedEvents): SharedEvents | undefined {
  let best: Family = { objects: [], parts: [] }
  for (const family of listFamilies(events)) if (savedBy(family) > savedBy(best)) best = family
  if (best.parts.length === 0) return undefined
  const texts = [...events]
  for (const { event } of best.objects) {
    for (const [index, part] of best.parts.entries())
      texts[event] = texts[event]?.replace(part, () => sharedReference(shared.length + index + 1)) ?? ''
  }
  return { events: texts, shared: [...shared, ...best.parts] }
}

function savedBy({ objects, parts }: Family): number {
  return (objects.length - 1) * parts.reduce((sum, part) => sum + part.length, 0)
}

// The texts of members that follow each other in all of the objects.
function listParts(first: EventObject, others: readonly EventObject[], text: string): readonly string[] {
  const common = new Set([...first.texts].filter((member) => others.every(({ texts }) => texts.has(member))))
  const runs: Member[][] = []
  let before: Member | undefined
  for (const member of first.members) {
    const last = before
    before = common.has(member.text) ? member : undefined
    if (before === undefined) continue
    if (last !== undefined && others.every((object) => follows(object, last.text, member.text)))
      runs.at(-1)?.push(member)
    else runs.push([member])
  }
  return runs.map((run) => text.slice(run[0]?.start, run.at(-1)?.end)).filter((part) => part.length >= SHORTEST_PART)
}

function follows({ members }: EventObject, before: string, after: string): boolean {
  const at = members.findIndex(({ text }) => text === before)
  return at !== -1 && members[at + 1]?.text === after
}

function listFamilies(events: readonly string[]): readonly Family[] {
  const objects = events.flatMap((text, event) => (text.length < LEAST_COMMON ? [] : objectsOf(text, event)))
  return [...Map.groupBy(objects, ({ path }) => path).values()].flatMap((alike) => familiesOf(alike, events))
}

// Each object joins the first that it has much in common with.
function familiesOf(objects: readonly EventObject[], events: readonly string[]): readonly Family[] {
  const families: Family[] = []
  let left = objects
  for (;;) {
    const [first, ...others] = left
    if (first === undefined || others.length === 0) return families
    const alike = others.filter(({ texts }) => commonLength(first, texts) >= LEAST_COMMON)
    const parts = alike.length === 0 ? [] : listParts(first, alike, events[first.event] ?? '')
    if (parts.length > 0) families.push({ objects: [first, ...alike], parts })
    left = others.filter((object) => !alike.includes(object))
  }
}

function commonLength({ members }: EventObject, texts: ReadonlySet<string>): number {
  return members.reduce((sum, { text }) => sum + (texts.has(text) ? text.length : 0), 0)
}

// The long objects of an event.
function objectsOf(text: string, event: number): readonly (EventObject & { readonly path: string })[] {
  const objects = new Map<string, { readonly members: Member[]; end: number }>()
  for (const node of scanRecord(text, event).nodes) {
    const parent = node.path === '' ? undefined : objects.get(parentOf(node))
    if (parent !== undefined) {
      const start = text.indexOf('"', parent.end)
      const member = text.slice(start, node.end)
      // What refers to a part is no part of another.
      const isOwn = member.includes(REFERENCE)
      parent.members.push({ text: isOwn ? `${member} of ${event}` : member, start, end: node.end })
      parent.end = node.end
    }
    if (node.kind === 'object' && node.end - node.start >= LEAST_COMMON)
      objects.set(node.path, { members: [], end: node.start + 1 })
  }
  return [...objects].map(([path, { members }]) => ({
    event,
    path,
    members,
    texts: new Set(members.map((member) => member.text)),
  }))
}

function parentOf({ path, name }: JsonNode): string {
  return path.slice(0, Math.max(0, path.length - name.length - 1))
}

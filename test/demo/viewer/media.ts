import { crc32, deflateSync } from 'node:zlib'

const SIZE = 320

/** A picture: a sun above the sea. */
export function postcard(): Buffer {
  const rows = Array.from({ length: SIZE }, (_row, y) =>
    Buffer.from([0, ...Array.from({ length: SIZE }, (_column, x) => colorAt(x, y)).flat()]),
  )
  const header = Buffer.alloc(13)
  header.writeUInt32BE(SIZE, 0)
  header.writeUInt32BE(SIZE, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([
    Buffer.from('89504e470d0a1a0a', 'hex'),
    block('IHDR', header),
    block('IDAT', deflateSync(Buffer.concat(rows))),
    block('IEND', Buffer.alloc(0)),
  ])
}

function colorAt(x: number, y: number): readonly number[] {
  const horizon = SIZE * 0.62
  const fromSun = Math.hypot(x - SIZE * 0.5, y - horizon)
  if (y < horizon && fromSun < 70) return [255, 214, 110]
  if (y < horizon) return [Math.round(240 - y / 4), Math.round(120 + y / 3), Math.round(130 + y / 8)]
  const isGlitter = Math.abs(x - SIZE * 0.5) < 60 - (y - horizon) / 3 && y % 12 < 5
  return isGlitter ? [250, 190, 120] : [38, Math.round(92 - (y - horizon) / 4), 130]
}

function block(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

const RATE = 8000

/** A sound: two notes. */
export function chime(): Buffer {
  const samples = Array.from({ length: RATE }, (_sample, index) => {
    const pitch = index < RATE / 2 ? 523 : 659
    const fade = 1 - (index % (RATE / 2)) / (RATE / 2)
    return Math.round(128 + 90 * fade * Math.sin((2 * Math.PI * pitch * index) / RATE))
  })
  const header = Buffer.alloc(44)
  header.write('RIFF', 0)
  header.writeUInt32LE(36 + samples.length, 4)
  header.write('WAVEfmt ', 8)
  header.writeUInt32LE(16, 16)
  header.set([1, 0, 1, 0], 20)
  header.writeUInt32LE(RATE, 24)
  header.writeUInt32LE(RATE, 28)
  header.set([1, 0, 8, 0], 32)
  header.write('data', 36)
  header.writeUInt32LE(samples.length, 40)
  return Buffer.concat([header, Buffer.from(samples)])
}

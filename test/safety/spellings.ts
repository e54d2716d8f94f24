/** Ways in which a secret gets into JSON text. */
export const SPELLINGS = [
  'plain',
  'nested JSON',
  'URL',
  'form',
  'twice URL-encoded',
  'base64',
  'base64url',
  'basic login',
  'hex',
  'upper-case hex',
  'escaped slashes',
] as const

/**
 * Spells a secret as a JSON string.
 *
 * @param spelling - how
 * @param secret - the secret
 * @returns a JSON token
 */
export function spell(spelling: (typeof SPELLINGS)[number], secret: string): string {
  const bytes = Buffer.from(secret)
  switch (spelling) {
    case 'plain':
      return JSON.stringify(`my key is ${secret}, yes`)
    case 'nested JSON':
      return JSON.stringify(JSON.stringify({ key: secret, n: 1 }))
    case 'URL':
      return JSON.stringify(`https://h.example/x?q=${encodeURIComponent(secret)}&r=1`)
    case 'form':
      return JSON.stringify(new URLSearchParams({ q: secret, r: '1' }).toString())
    case 'twice URL-encoded':
      return JSON.stringify(`next=${encodeURIComponent(encodeURIComponent(secret))}&x`)
    case 'base64':
      return JSON.stringify(bytes.toString('base64'))
    case 'base64url':
      return JSON.stringify(bytes.toString('base64url'))
    case 'basic login':
      return JSON.stringify(`Basic ${Buffer.from(`ann:${secret}`).toString('base64')}`)
    case 'hex':
      return JSON.stringify(`0x${bytes.toString('hex')}`)
    case 'upper-case hex':
      return JSON.stringify(bytes.toString('hex').toUpperCase())
    case 'escaped slashes':
      return JSON.stringify(secret).replaceAll('/', String.raw`\/`)
    default:
      return spelling satisfies never
  }
}

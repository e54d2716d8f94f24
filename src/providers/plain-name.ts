/** Spells a provider's name the one way it is compared in: lower-case letters and digits alone. */
export function plainName(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]/gu, '')
}

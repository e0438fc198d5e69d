/** Whether a name or an address can only mean this machine. */
export const isLoopback = (name: string): boolean =>
  /^(localhost|(::ffff:)?127(\.\d{1,3}){3}|\[?::1\]?)$/i.test(name.trim());

/** Whether an address is of a network of one's own: of this machine, or one that is not routed in the internet. */
export const isPrivateAddress = (address: string): boolean =>
  isLoopback(address) ||
  /^(::ffff:)?(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/i.test(address) ||
  /^f[cd][0-9a-f]{2}:/i.test(address);

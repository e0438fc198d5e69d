/** Space for a message's headers, and for the line of the commit's id and hash, in bytes. */
const headerRoomBytes = 4096;
const idRoomBytes = 128;

/** The most bytes of a message in a server that takes payloads of `maxPayload` bytes. */
export const maxMessageBytesOf = (maxPayload: number): number => maxPayload - headerRoomBytes;

/** The most bytes of a commit in such a server. */
export const maxCommitBytesOf = (maxPayload: number): number => maxMessageBytesOf(maxPayload) - idRoomBytes;

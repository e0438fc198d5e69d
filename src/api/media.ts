/** The names of files that browsers show, for each kind of media. */
export const mediaFiles = {
  image: /\.(png|jpe?g|gif|webp|avif|svg|bmp)$/i,
  audio: /\.(mp3|wav|ogg|oga|m4a|flac|aac|opus)$/i,
  video: /\.(mp4|webm|ogv|mov|m4v)$/i,
} as const;
type FileKind = keyof typeof mediaFiles;

const kinds = Object.entries(mediaFiles) as [FileKind, RegExp][];

/** Whether browsers show a file of this name, by its ending. */
export const isMediaFile = (name: string): boolean => kinds.some(([, ending]) => ending.test(name));

/** Whether this is a whole address, such as one of another server, and no path. */
const isAddress = (text: string) => /^([a-z][a-z\d+.-]*:|\/\/)/i.test(text);

const withoutQuery = (address: string) => address.replace(/[?#].*$/s, '');

/** The kind of file whose path or address a text is; undefined for other texts. Names with blanks look like texts. */
export function mediaIn(text: string): FileKind | undefined {
  const path = text.trim();
  if (/\s/.test(path)) return undefined;
  // A path may have "#" in a name; what follows it in an address is not part of one.
  const names = isAddress(path) ? [withoutQuery(path)] : [path, withoutQuery(path)];
  return kinds.find(([, ending]) => names.some((name) => ending.test(name)))?.[0];
}

/** The address of the file that an item names: signs that mean something else in an address are part of a file's name. */
export function mediaAddress(text: string): string {
  const path = text.trim();
  if (isAddress(path)) return path;
  const encoded = path.replace(/%(?![\da-f]{2})/gi, '%25');
  return isMediaFile(path) ? encoded.replace(/[?#]/g, encodeURIComponent) : encoded;
}

/** The path of the file that a server finds at that address; undefined for an address elsewhere. */
export function fileAt(text: string): string | undefined {
  const address = mediaAddress(text);
  if (isAddress(address)) return undefined;
  try {
    return decodeURIComponent(withoutQuery(address)).replace(/^\.\//, '');
  } catch {
    return undefined;
  }
}

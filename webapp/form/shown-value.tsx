import { lazy, Suspense } from 'react';
import { mediaAddress } from '../../src/api/media.ts';
import { texts } from '../worker/texts.ts';
import type { Shown } from './item.ts';

// Most tasks show no Markdown.
const Markdown = lazy(() => import('./markdown.tsx'));

/** One value of the item. */
export function ShownValue({ shown }: { shown: Shown }) {
  return (
    <div className="shown">
      {shown.label && <p className="shown-label">{shown.label}</p>}
      <Content shown={shown} />
    </div>
  );
}

/** The value itself: a text, or a player or picture for the file that it names. */
export function Content({ shown: { key, as, text, label = key } }: { shown: Shown }) {
  if (text.trim() === '') return <p className="quiet">{texts.empty}</p>;
  switch (as) {
    case 'image':
      return <img src={mediaAddress(text)} alt={label} />;
    case 'audio':
      // biome-ignore lint/a11y/useMediaCaption: the files are the requester's, and have no captions of their own.
      return <audio src={mediaAddress(text)} controls preload="metadata" aria-label={label} />;
    case 'video':
      // biome-ignore lint/a11y/useMediaCaption: the files are the requester's, and have no captions of their own.
      return <video src={mediaAddress(text)} controls preload="metadata" playsInline aria-label={label} />;
    case 'markdown':
      return (
        <Suspense fallback={<p className="text">{text}</p>}>
          <Markdown text={text} />
        </Suspense>
      );
    case 'text':
      return (
        <p className="text" dir="auto">
          {text}
        </p>
      );
  }
}

import { Anchor } from '@mantine/core';
import { useState } from 'react';
import { beginningOf, piecesOf } from './pieces.ts';
import style from './text.module.css';

const shownAtFirst = 4000;

type Props = {
  text: string;
  /** With its line breaks, as a paragraph of its own, and with a button that shows all of a long one. */
  block?: boolean;
  /** How many characters are shown at first; on a line, at all. */
  most?: number;
};

/** Text that came from somebody: shown as text whatever it holds, kept within its own lines, and not longer than is fit. */
export function ForeignText({ text, block = false, most = shownAtFirst }: Props) {
  const [isWhole, setWhole] = useState(false);
  const shown = isWhole ? { text, isCut: false } : beginningOf(text, most);
  const parts = piecesOf(shown.text).map((piece, at) =>
    piece.isMark ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never change places.
      <span key={at} className={style.mark} title="An invisible character">
        {piece.text}
      </span>
    ) : (
      piece.text
    ),
  );
  return (
    <>
      <bdi className={`${style.foreign} ${block ? style.block : ''}`}>
        {parts}
        {shown.isCut && '…'}
      </bdi>
      {shown.isCut && block && (
        <>
          {' '}
          <Anchor component="button" type="button" size="sm" underline="always" onClick={() => setWhole(true)}>
            Show all {text.length.toLocaleString('en')} characters
          </Anchor>
        </>
      )}
    </>
  );
}

import { useEffect, useMemo, useRef, useState } from 'react';
import { storedNamesOf } from '../../../../src/api/files.ts';
import type { UnitDetail } from '../../../../src/api/units.ts';
import { type AnswerFile, downloadAddressOf } from '../files/answer-file.ts';
import { FileDialog } from '../files/file-dialog.tsx';
import { type FileName, fileMeant, heightsPx, readMessage, reviewData, rightsOf } from './messages.ts';

type Props = { unit: Pick<UnitDetail, 'id' | 'data' | 'answer' | 'files'>; address: string };

/** The task's review view of an answer, in a frame on the run's origin, which cannot reach the API. */
export function ReviewFrame({ unit, address }: Props) {
  const frame = useRef<HTMLIFrameElement>(null);
  const [height, setHeight] = useState<number>(heightsPx.initial);
  const [opened, setOpened] = useState<AnswerFile>();
  const { sandbox, origin, target } = useMemo(() => rightsOf(address, location.origin), [address]);

  useEffect(() => {
    const find = (meant: FileName) => fileMeant(meant, unit.files, storedNamesOf(unit.answer));
    const onMessage = (event: MessageEvent) => {
      const there = frame.current?.contentWindow;
      if (!there || event.source !== there || event.origin !== origin) return;
      const message = readMessage(event.data);
      if (message?.type === 'height') setHeight(message.height);
      if (message?.type === 'show') setOpened(find(message.file));
      if (message?.type === 'send') void sendFile(find(message.file), message.file, there, target);
    };
    addEventListener('message', onMessage);
    return () => removeEventListener('message', onMessage);
  }, [unit, origin, target]);

  const sendData = () => frame.current?.contentWindow?.postMessage(reviewData(unit.data, unit.answer), target);
  return (
    <>
      <iframe
        ref={frame}
        key={unit.id}
        title="The answer as the task shows it"
        src={address}
        sandbox={sandbox}
        referrerPolicy="no-referrer"
        style={{ width: '100%', height, border: 0, display: 'block', background: '#fff', colorScheme: 'light' }}
        onLoad={sendData}
      />
      {opened && <FileDialog file={opened} onClose={() => setOpened(undefined)} />}
    </>
  );
}

/** Sends a file to a view, which cannot fetch it from the API. */
async function sendFile(file: AnswerFile | undefined, requested: FileName, to: Window, target: string): Promise<void> {
  const blob = file && (await fetch(downloadAddressOf(file)).then((got) => (got.ok ? got.blob() : undefined)));
  const typed = blob && new Blob([blob], { type: file.type });
  to.postMessage({ REVIEW_FILE: { ...requested, name: file?.name ?? null, blob: typed ?? null } }, target);
}

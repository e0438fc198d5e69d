import { useEffect, useState } from 'react';
import style from './value.module.css';

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));

/** Draws a raster image from an answer. */
export function Picture({ type, base64, name }: { type: string; base64: string; name: string }) {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytesOf(base64)], { type }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [type, base64]);
  return address ? <img className={style.picture} src={address} alt={name} /> : null;
}

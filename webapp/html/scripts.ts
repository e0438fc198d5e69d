/** Runs the scripts of HTML that was inserted into the page, one after the other: browsers do not run those by themselves. */
export async function runScripts(within: ParentNode): Promise<void> {
  for (const written of within.querySelectorAll('script')) {
    const script = document.createElement('script');
    for (const { name, value } of written.attributes) script.setAttribute(name, value);
    script.text = written.text;
    // Those that are loaded later would run before those that are loaded now.
    script.async = false;
    const isLoaded = script.src
      ? new Promise<void>((resolve) => {
          script.onload = () => resolve();
          script.onerror = () => resolve();
        })
      : undefined;
    written.replaceWith(script);
    await isLoaded;
  }
}

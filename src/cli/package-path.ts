// Where the files of this package lie, wherever it is installed: the compiled code is at <package>/<out>/src/cli.

import { fileURLToPath } from 'node:url';

/** Absolute path of a file of the package. @param path  below the package's folder, with forward slashes */
export function packagePath(path: string): string {
  return fileURLToPath(new URL(`../../../${path}`, import.meta.url));
}

/** Absolute path of the compiled command line, to start further processes with. */
export function mainPath(): string {
  return fileURLToPath(new URL('./main.js', import.meta.url));
}

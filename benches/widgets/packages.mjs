// Installs what is compared, with locked versions, into a folder below `target`. Nothing of it belongs to Rejoinder.

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";

const SOURCE = import.meta.dirname;
export const ROOT = join(SOURCE, "../..");
const FOLDER = join(ROOT, "target/widgets");

/** Returns `require` for the packages from npm, and the folder of the virtual environment with Isso or `null`. */
export function install() {
  return { require: installFromNpm(), isso: installIsso() };
}

/** Returns the folder of a package from npm. */
export function folderOf(name) {
  return join(FOLDER, "node_modules", name);
}

/** Returns the version of a package from npm. */
export function versionOf(name) {
  return JSON.parse(readFileSync(join(folderOf(name), "package.json"), "utf8")).version;
}

/** Returns the version of Isso. */
export function versionOfIsso() {
  return readFileSync(join(SOURCE, "requirements.txt"), "utf8").match(/^isso==(.*)$/m)[1];
}

/** Installs the packages from npm, and returns `require` for them. */
export function installFromNpm() {
  mkdirSync(FOLDER, { recursive: true });
  const files = ["package.json", "package-lock.json"];
  // npm writes this file when it has finished.
  if (!isCurrent(files) || !existsSync(join(FOLDER, "node_modules/.package-lock.json"))) {
    copy(files);
    const words = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
    execFileSync("npm", words, { cwd: FOLDER, stdio: ["ignore", "ignore", "inherit"] });
  }
  return createRequire(join(FOLDER, "package.json"));
}

function installIsso() {
  const folder = join(FOLDER, "isso");
  const files = ["requirements.txt"];
  if (isCurrent(files) && existsSync(join(folder, "bin/isso"))) return folder;
  const options = { cwd: FOLDER, stdio: ["ignore", "ignore", "inherit"] };
  try {
    execFileSync("python3", ["-m", "venv", "--clear", folder], options);
    const pip = ["install", "--quiet", "--requirement", join(SOURCE, "requirements.txt")];
    execFileSync(join(folder, "bin/pip"), pip, options);
  } catch (error) {
    console.error(`Isso cannot be installed, so it is left out: ${error.message}`);
    return null;
  }
  copy(files);
  return folder;
}

function isCurrent(files) {
  return files.every((file) => {
    const copied = join(FOLDER, file);
    return existsSync(copied) && readFileSync(copied).equals(readFileSync(join(SOURCE, file)));
  });
}

function copy(files) {
  for (const file of files) copyFileSync(join(SOURCE, file), join(FOLDER, file));
}

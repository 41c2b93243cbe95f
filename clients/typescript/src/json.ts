/** A number as it is written: JavaScript's own would round it. */
export class JsonNumber {
  constructor(readonly text: string) {}

  /** Null unless it is written as a whole number, without fraction and exponent. */
  whole(most: number): number | null {
    if (!/^-?[0-9]+$/.test(this.text)) return null;
    const value = BigInt(this.text);
    return value >= 0n && value <= BigInt(most) ? Number(value) : null;
  }
}

export type JsonValue = string | boolean | null | JsonNumber | JsonValue[] | JsonObject;
export type JsonObject = Map<string, JsonValue>;

const maxDepth = 64;
const number = /-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?/y;
const plainText = /[^"\\\u0000-\u001f]*/y;
const space = /[ \t\n\r]*/y;
const loneSurrogate = /\p{Surrogate}/u;
const escapes: Readonly<Record<string, string>> = { '"': '"', "\\": "\\", "/": "/", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** Null where the text has half a surrogate pair. */
export function wellFormed(value: JsonValue | undefined): string | null {
  return typeof value === "string" && !loneSurrogate.test(value) ? value : null;
}

/** One JSON object, read so strictly that nobody can read it in another way: valid UTF-8, no member twice at any depth; else null. */
export function readJsonObject(bytes: Uint8Array): JsonObject | null {
  try {
    const value = new Reader(new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes)).whole();
    return value instanceof Map ? value : null;
  } catch (problem) {
    // A TypeError is the decoder's.
    if (problem instanceof SyntaxError || problem instanceof TypeError) return null;
    throw problem;
  }
}

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  whole(): JsonValue {
    const value = this.value(0);
    if (this.at < this.text.length) throw new SyntaxError("more than one value");
    return value;
  }

  private value(depth: number): JsonValue {
    this.match(space);
    const value = this.bare(depth);
    this.match(space);
    return value;
  }

  private bare(depth: number): JsonValue {
    switch (this.text[this.at]) {
      case "{":
        return this.object(this.deeper(depth));
      case "[":
        return this.array(this.deeper(depth));
      case '"':
        return this.string();
      case "t":
        return this.word("true", true);
      case "f":
        return this.word("false", false);
      case "n":
        return this.word("null", null);
      default: {
        const written = this.match(number);
        if (written === "") throw new SyntaxError("no value");
        return new JsonNumber(written);
      }
    }
  }

  private object(depth: number): JsonObject {
    const members: JsonObject = new Map();
    this.take("{");
    this.match(space);
    if (this.taken("}")) return members;
    do {
      this.match(space);
      const name = this.string();
      if (members.has(name) || loneSurrogate.test(name)) throw new SyntaxError("a name twice, or half a character");
      this.match(space);
      this.take(":");
      members.set(name, this.value(depth));
    } while (this.taken(","));
    this.take("}");
    return members;
  }

  private array(depth: number): JsonValue[] {
    const items: JsonValue[] = [];
    this.take("[");
    this.match(space);
    if (this.taken("]")) return items;
    do items.push(this.value(depth));
    while (this.taken(","));
    this.take("]");
    return items;
  }

  private string(): string {
    this.take('"');
    let text = "";
    for (;;) {
      text += this.match(plainText);
      if (this.taken('"')) return text;
      this.take("\\");
      const kind = this.text[this.at++] ?? "";
      if (kind === "u") {
        const code = this.text.slice(this.at, this.at + 4);
        if (!/^[0-9a-fA-F]{4}$/.test(code)) throw new SyntaxError("half an escape");
        text += String.fromCharCode(parseInt(code, 16));
        this.at += 4;
      } else {
        if (!Object.hasOwn(escapes, kind)) throw new SyntaxError("an unknown escape");
        text += escapes[kind];
      }
    }
  }

  private word(word: string, value: boolean | null): boolean | null {
    if (!this.text.startsWith(word, this.at)) throw new SyntaxError("no value");
    this.at += word.length;
    return value;
  }

  private deeper(depth: number): number {
    if (depth >= maxDepth) throw new SyntaxError("too deep");
    return depth + 1;
  }

  private match(sticky: RegExp): string {
    sticky.lastIndex = this.at;
    const found = sticky.exec(this.text)?.[0] ?? "";
    this.at += found.length;
    return found;
  }

  private taken(character: string): boolean {
    if (this.text[this.at] !== character) return false;
    this.at++;
    return true;
  }

  private take(character: string): void {
    if (!this.taken(character)) throw new SyntaxError(`no ${character}`);
  }
}

// A browser without a screen: it keeps cookies, and goes from page to page.

export class Browser {
  #jar = new Map();

  #cookies(url) {
    const { origin, pathname } = new URL(url);
    const kept = [...(this.#jar.get(origin) ?? new Map())];
    const fits = ([, cookie]) => pathname.startsWith(cookie.path);
    return kept.filter(fits).map(([name, cookie]) => `${name}=${cookie.value}`).join("; ");
  }

  #keep(url, answer) {
    const { origin, pathname } = new URL(url);
    const jar = this.#jar.get(origin) ?? new Map();
    for (const line of answer.headers.getSetCookie()) {
      const [pair, ...rest] = line.split(";").map((part) => part.trim());
      const name = pair.slice(0, pair.indexOf("="));
      const value = pair.slice(pair.indexOf("=") + 1);
      const path = rest.find((part) => /^path=/i.test(part))?.slice(5) ?? pathname;
      const ended = rest.some((part) => /^max-age=0$/i.test(part) || /^expires=thu, 01 jan 1970/i.test(part));
      if (ended || value === "") jar.delete(name);
      else jar.set(name, { value, path });
    }
    this.#jar.set(origin, jar);
  }

  /// One request; redirects are left to the caller.
  async ask(url, fields) {
    const headers = { accept: "text/html", cookie: this.#cookies(url) };
    const body = fields && new URLSearchParams(fields);
    const method = fields ? "POST" : "GET";
    const answer = await fetch(url, { method, headers, body, redirect: "manual" });
    this.#keep(url, answer);
    const location = answer.headers.get("location");
    return {
      url,
      status: answer.status,
      headers: answer.headers,
      location: location && new URL(location, url).href,
      text: await answer.text(),
    };
  }

  /// Goes on from page to page for as long as they lead on, until `stop` says so of an address.
  async follow(url, stop = () => false) {
    let answer = await this.ask(url);
    for (let steps = 0; answer.location && steps < 20; steps += 1) {
      if (stop(answer.location)) return answer;
      answer = await this.ask(answer.location);
    }
    return answer;
  }

  /// Signs in at the issuer as somebody; the address that it leads back to, which is not opened yet.
  async throughIssuer(begin, hub, person) {
    const isBack = (url) => url.startsWith(`${hub}/sign-in/`) && url.includes("/callback");
    let answer = await this.follow(begin, isBack);
    let asked = 0;
    while (!(answer.location && isBack(answer.location))) {
      const prompt = answer.text.match(/name="prompt" value="(\w+)"/)?.[1];
      const action = answer.text.match(/action="([^"]+)"/)?.[1];
      if (!prompt || !action || asked > 3) throw new Error(`the issuer asks something else: ${answer.status} ${answer.url}`);
      asked += 1;
      const fields = prompt === "login" ? { prompt, login: person, password: "x" } : { prompt };
      const sent = await this.ask(new URL(action, answer.url).href, fields);
      answer = await this.#onward(sent, isBack);
    }
    return { back: answer.location, asked };
  }

  async #onward(answer, stop) {
    if (!answer.location || stop(answer.location)) return answer;
    return this.follow(answer.location, stop);
  }

  /// Does not go through with it.
  async abort(begin, hub) {
    const page = await this.follow(begin);
    const abort = page.text.match(/href="([^"]+\/abort)"/)?.[1];
    if (!abort) throw new Error("the issuer has no way out");
    const isBack = (url) => url.startsWith(`${hub}/sign-in/`);
    return (await this.follow(new URL(abort, page.url).href, isBack)).location;
  }
}

// Lets the search work in pages that are opened from a folder, where browsers start no worker:
// its script runs in a hidden frame instead.
if (location.protocol === "file:") {
  window.Worker = class extends EventTarget {
    constructor(name) {
      super();
      const address = new URL(name, location.href).href;
      const frame = document.createElement("iframe");
      frame.hidden = true;
      document.body.append(frame);
      frame.contentWindow.document.open();
      frame.contentWindow.document.write("<!doctype html><body></body>");
      frame.contentWindow.document.close();
      this.scope = frame.contentWindow;
      const load = (source) =>
        new Promise((done, failed) => {
          const script = this.scope.document.createElement("script");
          script.src = new URL(source, address);
          script.onload = done;
          script.onerror = failed;
          this.scope.document.body.append(script);
        });
      this.scope.importScripts = (...sources) =>
        sources.reduce((before, source) => before.then(() => load(source)), Promise.resolve());
      this.scope.postMessage = (data) =>
        this.dispatchEvent(new MessageEvent("message", { data }));
      this.ready = load(address);
    }

    postMessage(data) {
      this.ready.then(() =>
        this.scope.dispatchEvent(new this.scope.MessageEvent("message", { data })),
      );
    }

    terminate() {}
  };
}

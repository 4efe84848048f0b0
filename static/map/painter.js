/* The map engine in the browser: draws polygons that were fetched once in colours that arrive with every change.
 *
 * `nplv_dash/present/foliummap.py` writes the two calls that reach this file, `nplvMap.standing(...)` once per iframe and
 * `nplvMap.paint(...)` after every change, and is the only place that knows their arguments. The geometry files are
 * described in `nplv_dash/sources/webgeometry.py`. Nothing here holds text, colour or an address of its own.
 */
(function () {
  "use strict";

  // Paths are kept in pixels of zoom level 12, counted from a point near the middle of the map: the canvas computes in
  // 32-bit floats, and near zero those are good for 0.05 pixel even six levels further in.
  const PATH_ZOOM = 12;
  const NO_DATA = "x";
  const NOT_DRAWN = ".";
  const HATCH_PIXELS = 6;
  const KEYBOARD_EVENTS = "keydown keyup pointerdown blur";
  const CALM = window.matchMedia("(prefers-reduced-motion: reduce)").matches;

  const worldSize = 256 * 2 ** PATH_ZOOM;
  const worldX = (longitude) => ((longitude + 180) / 360) * worldSize;
  const worldY = (latitude) =>
    (0.5 - Math.log(Math.tan(Math.PI / 4 + (latitude * Math.PI) / 360)) / (2 * Math.PI)) * worldSize;

  /** The polygons of one file: a path and a box each, with their codes, names and contexts. */
  class Geometry {
    constructor(packed, origin) {
      this.codes = packed.codes;
      this.count = packed.codes.length;
      this.dashed = packed.dashed;
      this.paths = new Array(this.count);
      this.boxes = new Float64Array(4 * this.count);
      this._packed = packed;
      const sizes = [];
      for (let i = 0; i < this.count; i++) {
        this.paths[i] = this._path(i, packed.shapes[i], origin);
        const [left, top, right, bottom] = this.boxes.subarray(4 * i, 4 * i + 4);
        if (right > left) sizes.push(Math.sqrt((right - left) * (bottom - top)));
      }
      // Line widths follow the size of a typical polygon, or borders would drown the colours of a whole country.
      this.typicalSize = sizes.sort((a, b) => a - b)[sizes.length >> 1] || 0;
      packed.shapes = null;
    }

    _path(i, rings, origin) {
      const path = new Path2D();
      let left = Infinity, top = Infinity, right = -Infinity, bottom = -Infinity;
      let longitude = 0, latitude = 0;
      for (const ring of rings) {
        for (let k = 0; k < ring.length; k += 2) {
          longitude += ring[k];
          latitude += ring[k + 1];
          const x = worldX(longitude / 1e5) - origin.x;
          const y = worldY(latitude / 1e5) - origin.y;
          if (k) path.lineTo(x, y); else path.moveTo(x, y);
          if (x < left) left = x;
          if (x > right) right = x;
          if (y < top) top = y;
          if (y > bottom) bottom = y;
        }
        path.closePath();
      }
      this.boxes.set([left, top, right, bottom], 4 * i);
      return path;
    }

    name(i) { return this._packed.names[i]; }

    context(i) { return this._packed.contexts[this._packed.context[i]]; }

    /** The row of a code, or -1. */
    indexOf(code) {
      this._rows ||= new Map(this.codes.map((c, i) => [c, i]));
      return this._rows.get(code) ?? -1;
    }

    /** Calls `visit(i)` for every polygon whose box touches `view`, in order. */
    each(view, visit) {
      const boxes = this.boxes;
      for (let i = 0, b = 0; i < this.count; i++, b += 4) {
        if (boxes[b] <= view.right && boxes[b + 2] >= view.left && boxes[b + 1] <= view.bottom && boxes[b + 3] >= view.top) {
          visit(i);
        }
      }
    }

    /** All polygons as one path, for filling land beneath the map. */
    get whole() {
      if (!this._whole) {
        this._whole = new Path2D();
        for (const path of this.paths) this._whole.addPath(path);
      }
      return this._whole;
    }
  }

  /* One layer with four canvases, so that a change redraws only what it touches: colours with every paint, land and borders
   * when the view or the set of polygons changes, marks (hover, selection) with the pointer. L.Renderer moves and scales them
   * by CSS while the user pans or zooms, as it does for Leaflet's own canvas. */
  const Painter = L.Renderer.extend({
    options: { padding: 0.15 },

    initialize(config) {
      L.Renderer.prototype.initialize.call(this, {});
      const [south, west, north, east] = config.bounds;
      this._texts = config.texts;
      this._tiles = config.tiles && L.tileLayer(config.tiles.url, {
        attribution: asHtml(config.tiles.attribution), maxNativeZoom: config.tiles.max_zoom, maxZoom: 22,
      });
      this._origin = { x: worldX((west + east) / 2), y: worldY((south + north) / 2) };
      this._files = new Map();
      this._shown = null;  // { paint, layer, values, outlines: [Geometry] }: what stands on the canvas
      this._wanted = null; // the last paint asked for; its geometry may still be on its way
      this._hovered = -1;
    },

    _initContainer() {
      this._container = L.DomUtil.create("div", "nplv-painter");
      const fills = L.DomUtil.create("div", "nplv-fills", this._container);
      const canvas = (name, parent) => L.DomUtil.create("canvas", `nplv-${name}`, parent).getContext("2d");
      [this._land, this._colours] = ["land", "colours"].map((name) => canvas(name, fills));
      [this._lines, this._marks] = ["lines", "marks"].map((name) => canvas(name, this._container));
      this._probe = document.createElement("canvas").getContext("2d");
      const frame = this._map.getContainer();
      this._tip = L.DomUtil.create("div", "nplv-tip", frame);
      this._tip.setAttribute("role", "status");
      this._message = L.DomUtil.create("p", "nplv-message", frame);
      this._message.setAttribute("role", "alert");
      this._message.hidden = this._tip.hidden = true;
      L.DomEvent.on(frame, KEYBOARD_EVENTS, this._onKeyboard, this);
    },

    _destroyContainer() {
      L.DomEvent.off(this._map.getContainer(), KEYBOARD_EVENTS, this._onKeyboard, this);
      for (const element of [this._container, this._tip, this._message]) L.DomUtil.remove(element);
      delete this._container;
    },

    getEvents() {
      return {
        ...L.Renderer.prototype.getEvents.call(this),
        viewprereset: () => { this._resetting = true; },
        moveend: this._onMoved,
        movestart: this._leave,
        mouseout: this._leave,
        mousemove: (e) => this._hover(e.latlng, e.containerPoint),
        click: (e) => this._click(e.latlng, e.containerPoint),
      };
    },

    // ---- from a request to a picture ----------------------------------------------------------------------------------

    /** Shows `paint`, at once if its geometry is here and otherwise as soon as it is, unless a later one overtakes it. */
    request(paint) {
      const asked = performance.now();
      this._wanted = paint;
      const urls = [paint.layer.url, ...paint.outlines.map((outline) => outline.url)];
      const files = urls.map((url) => this._file(url));
      if (files.every((file) => file.geometry)) {
        this._show(paint, files, asked);
        return;
      }
      const frame = this._map.getContainer();
      frame.setAttribute("aria-busy", "true");
      Promise.all(files.map((file) => file.arrival)).then(
        () => { if (this._wanted === paint) this._show(paint, files, performance.now()); },
        () => { if (this._wanted === paint) this._say(this._texts.failed); },
      );
    },

    /** The file at `url`: its `arrival` is a promise, its `geometry` there once that is kept. A failed file is forgotten. */
    _file(url) {
      if (!this._files.has(url)) {
        const file = {};
        file.arrival = fetch(url)
          .then((response) => response.ok ? response.json() : Promise.reject(new Error(`${response.status} ${url}`)))
          .then((packed) => { file.geometry = new Geometry(packed, this._origin); });
        file.arrival.catch(() => this._files.delete(url));
        this._files.set(url, file);
      }
      return this._files.get(url);
    },

    _show(paint, files, asked) {
      const [layer, ...outlines] = files.map((file) => file.geometry);
      // Geometry and colours come from one server; a difference means a file from another build.
      if (layer.count !== paint.classes.length) return this._say(this._texts.failed);
      const before = this._shown;
      this._say("");
      this._shown = { paint, layer, outlines, lines: linesKey(paint), values: null };
      if (before && (before.layer !== layer || paint.classes[this._hovered] === NOT_DRAWN)) this._unhover();
      if (this._hovered >= 0) this._fillTip(this._hovered);
      this._dress(paint);
      this._drawColours();
      if (!before || before.lines !== this._shown.lines) {
        this._drawLand();
        this._drawLines();
      }
      this._drawMarks();
      this._focus(paint.focus, before);
      afterFrame(() => {
        api.layerKey = paint.layer.key;
        api.count = layer.count;
        api.lastPaintMs = performance.now() - asked;
        api.lastPaintedAt = performance.timeOrigin + performance.now();
        api.paintCount += 1;
      });
    },

    _say(message) {
      this._map.getContainer().removeAttribute("aria-busy");
      this._message.textContent = message;
      this._message.hidden = !message;
    },

    /** What is not on the canvas: ground and colours of what lies on it, background tiles. */
    _dress(paint) {
      const frame = this._map.getContainer();
      frame.style.background = paint.palette.ground;
      frame.setAttribute("aria-label", [this._texts.label, paint.description].filter(Boolean).join(". "));
      frame.style.setProperty("--nplv-accent", paint.palette.selected);
      frame.style.setProperty("--nplv-panel", paint.palette.panel);
      frame.style.setProperty("--nplv-text", paint.palette.text);
      const tiles = Boolean(this._tiles && paint.tiles);
      if (tiles !== Boolean(this._tiles && this._map.hasLayer(this._tiles))) {
        if (tiles) this._map.addLayer(this._tiles); else this._map.removeLayer(this._tiles);
        frame.classList.toggle("nplv-on-tiles", tiles);
      }
    },

    /** Moves the view if the wish is another than last time; the user's own zoom and pan stand otherwise. */
    _focus(bounds, before) {
      if (!bounds || (before && String(before.paint.focus) === String(bounds))) return;
      fit(this._map, bounds, { animate: before && !CALM ? undefined : false });
    },

    // ---- drawing --------------------------------------------------------------------------------------------------------

    // A jump to another zoom fires "moveend" and then "viewreset": one drawing is enough.
    _reset() {
      this._resetting = false;
      L.Renderer.prototype._reset.call(this);
    },

    _onMoved() {
      if (this._resetting) return;
      this._update();
      if (this._map.getContainer().matches(".nplv-keys:focus")) this._hover(...this._middle());
    },

    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      L.Renderer.prototype._update.call(this);
      const size = this._bounds.getSize();
      this._density = Math.min(window.devicePixelRatio || 1, 2);
      L.DomUtil.setPosition(this._container, this._bounds.min);
      for (const { canvas } of [this._land, this._colours, this._lines, this._marks]) {
        canvas.width = Math.round(size.x * this._density);
        canvas.height = Math.round(size.y * this._density);
        canvas.style.width = `${size.x}px`;
        canvas.style.height = `${size.y}px`;
      }
      const scale = this._scale = this._map.getZoomScale(this._zoom, PATH_ZOOM);
      const origin = this._map.getPixelOrigin().add(this._bounds.min);
      this._shift = { x: this._origin.x * scale - origin.x, y: this._origin.y * scale - origin.y };
      this._view = {
        left: -this._shift.x / scale, right: (size.x - this._shift.x) / scale,
        top: -this._shift.y / scale, bottom: (size.y - this._shift.y) / scale,
      };
      if (this._shown) {
        this._drawLand();
        this._drawColours();
        this._drawLines();
        this._drawMarks();
      }
    },

    /** An empty canvas whose unit is that of the paths. */
    _cleared(context) {
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.clearRect(0, 0, context.canvas.width, context.canvas.height);
      const k = this._density;
      context.setTransform(k * this._scale, 0, 0, k * this._scale, k * this._shift.x, k * this._shift.y);
      context.lineJoin = "round";
      return context;
    },

    _drawLand() {
      const { paint, outlines } = this._shown;
      const context = this._cleared(this._land);
      paint.outlines.forEach((outline, k) => {
        if (outline.land) {
          context.fillStyle = outline.land;
          context.fill(outlines[k].whole);
          this._drawOutline(context, outlines[k], outline);
        }
      });
    },

    _drawColours() {
      const { paint, layer } = this._shown;
      const context = this._cleared(this._colours);
      const styles = { [NO_DATA]: this._hatch(paint.palette) };
      paint.palette.classes.forEach((colour, k) => { styles[k] = colour; });
      layer.each(this._view, (i) => {
        const style = styles[paint.classes[i]];
        if (style) {
          context.fillStyle = style;
          context.fill(this._shape(layer, i));
        }
      });
    },

    _isDot(i) {
      const { paint, layer } = this._shown;
      const [left, top, right, bottom] = layer.boxes.subarray(4 * i, 4 * i + 4);
      return Math.max(right - left, bottom - top) * this._scale < 2 * paint.dot;
    },

    /** The path of a polygon; of one of the layer that is too small to see or to hit at this zoom, a dot that lies in it. */
    _shape(geometry, i) {
      const { paint, layer } = this._shown;
      if (geometry !== layer || !this._isDot(i)) return geometry.paths[i];
      const box = layer.boxes.subarray(4 * i, 4 * i + 4);
      const spot = (layer.spots ||= new Map()).get(i) || innerPoint(layer.paths[i], box, this._probe);
      layer.spots.set(i, spot);
      const dot = new Path2D();
      dot.arc(spot.x, spot.y, paint.dot / this._scale, 0, 2 * Math.PI);
      return dot;
    },

    /** A pattern of slanting lines that keeps its size on the screen at every zoom. */
    _hatch({ no_data, hatch }) {
      const side = Math.round(HATCH_PIXELS * this._density);
      const tile = Object.assign(document.createElement("canvas"), { width: side, height: side }).getContext("2d");
      tile.fillStyle = no_data;
      tile.fillRect(0, 0, side, side);
      tile.strokeStyle = hatch;
      tile.lineWidth = this._density;
      for (const x of [-side / 2, side / 2, 1.5 * side]) {
        tile.moveTo(x - side, 1.5 * side);
        tile.lineTo(x + side, -0.5 * side);
      }
      tile.stroke();
      const pattern = this._colours.createPattern(tile.canvas, "repeat");
      pattern.setTransform(new DOMMatrix().scale(1 / (this._scale * this._density)));
      return pattern;
    },

    _drawLines() {
      const { paint, layer, outlines } = this._shown;
      const context = this._cleared(this._lines);
      const width = Math.min(1, (layer.typicalSize * this._scale) / 24);
      const drawn = (i) => paint.classes[i] !== NOT_DRAWN;
      if (width > 0.12) {
        this._stroke(context, layer, drawn, paint.palette.border, width);
        this._stroke(context, layer, (i) => drawn(i) && layer.dashed[i] === "1" && !this._isDot(i), paint.palette.outline, width, true);
      }
      if (paint.dot) this._stroke(context, layer, (i) => drawn(i) && this._isDot(i), paint.palette.border, 1.5);
      // The borders of land lie with it, under the polygons: a dot must not be crossed by them.
      paint.outlines.forEach((outline, k) => {
        if (!outline.land) this._drawOutline(context, outlines[k], outline);
      });
    },

    _drawOutline(context, geometry, { colour, halo, width: widest }) {
      const width = Math.max(0.4 * widest, Math.min(widest, (geometry.typicalSize * this._scale) / 24));
      if (halo) this._stroke(context, geometry, () => true, halo, 2 * width);
      this._stroke(context, geometry, (i) => geometry.dashed[i] !== "1", colour, width);
      this._stroke(context, geometry, (i) => geometry.dashed[i] === "1", colour, width, true);
    },

    /** Draws the outline of the polygons that `chosen` accepts, `width` pixels wide. */
    _stroke(context, geometry, chosen, colour, width, broken = false) {
      const pixel = 1 / this._scale;
      context.strokeStyle = colour;
      context.lineWidth = width * pixel;
      context.setLineDash(broken ? [(2 + 2 * width) * pixel, (1.5 + 1.5 * width) * pixel] : []);
      geometry.each(this._view, (i) => { if (chosen(i)) context.stroke(this._shape(geometry, i)); });
    },

    _drawMarks() {
      const { paint, layer, outlines } = this._shown;
      const context = this._cleared(this._marks);
      const mark = (geometry, i, halo, colour, width) => {
        this._stroke(context, geometry, (k) => k === i, halo, width + 2);
        this._stroke(context, geometry, (k) => k === i, colour, width);
      };
      if (paint.marked.length) {
        // Together: a halo of its own each would cross the border of the next.
        const rows = new Set(paint.marked.map((code) => layer.indexOf(code)));
        this._stroke(context, layer, (k) => rows.has(k), paint.palette.halo, 5);
        this._stroke(context, layer, (k) => rows.has(k), paint.palette.selected, 2.5);
      }
      if (this._hovered >= 0) mark(layer, this._hovered, paint.palette.halo, paint.palette.outline, 1.5);
      if (paint.selected !== null) {
        const owner = [layer, ...outlines].find((geometry) => geometry.indexOf(paint.selected) >= 0);
        if (owner) mark(owner, owner.indexOf(paint.selected), paint.palette.halo, paint.palette.selected, 3);
      }
    },

    // ---- pointer and keyboard -------------------------------------------------------------------------------------------

    /** The row of the polygon at `latlng`, or -1. */
    _at(latlng) {
      if (!this._shown) return -1;
      const { paint, layer } = this._shown;
      const x = worldX(latlng.lng) - this._origin.x;
      const y = worldY(latlng.lat) - this._origin.y;
      const reach = paint.dot / this._scale;
      let found = -1;
      layer.each({ left: x - reach, right: x + reach, top: y - reach, bottom: y + reach }, (i) => {
        if (paint.classes[i] !== NOT_DRAWN && this._probe.isPointInPath(this._shape(layer, i), x, y)) found = i;
      });
      return found;
    },

    _hover(latlng, point) {
      const i = this._at(latlng);
      if (i < 0) {
        this._leave();
      } else {
        if (i !== this._hovered) {
          this._hovered = i;
          this._fillTip(i);
          this._tip.hidden = false;
          this._map.getContainer().classList.add("nplv-on-polygon");
          this._drawMarks();
        }
        this._placeTip(point);
      }
      return i;
    },

    _unhover() {
      this._hovered = -1;
      this._tip.hidden = true;
      this._map.getContainer().classList.remove("nplv-on-polygon");
    },

    _leave() {
      if (this._hovered < 0) return;
      this._unhover();
      this._drawMarks();
    },

    /** Names and figures are data: they enter the page as text, never as markup. */
    _fillTip(i) {
      const { paint, layer } = this._shown;
      this._shown.values ||= paint.values.split("\n"); // one string travels and parses faster than thousands
      this._tip.replaceChildren();
      const line = (tag, text) => { if (text) L.DomUtil.create(tag, "", this._tip).textContent = text; };
      line("strong", layer.name(i));
      line("span", layer.context(i));
      line("b", this._value(i));
      line("small", paint.caption);
    },

    /** The figure of a polygon; of several, what the server sent is only what differs from polygon to polygon. */
    _value(i) {
      const { paint, values } = this._shown;
      if (!paint.pattern || !values[i]) return values[i] || paint.empty;
      const cells = values[i].split("\t");
      return paint.pattern.replace(/\{(\d)\}/g, (_, place) => cells[place]);
    },

    /** Beside the pointer, and always wholly within the map. */
    _placeTip({ x, y }) {
      const { offsetWidth: width, offsetHeight: height } = this._tip;
      const size = this._map.getSize();
      const left = x + 14 + width > size.x ? x - 14 - width : x + 14;
      const top = y + 14 + height > size.y ? y - 14 - height : y + 14;
      const within = (value, room) => Math.round(Math.max(4, Math.min(value, room - 4)));
      this._tip.style.transform = `translate(${within(left, size.x - width)}px, ${within(top, size.y - height)}px)`;
    },

    /* streamlit-folium reports the tooltip text of a layer that fires "click" as `last_object_clicked_tooltip`, and only a
     * text that differs from the last: the time after the code makes a second click on a polygon news too. */
    _click(latlng, point) {
      const i = this._hover(latlng, point);
      if (i < 0) return;
      const report = asHtml(`${this._shown.layer.codes[i]}@${Date.now().toString(36)}`);
      this._tooltip = { _content: report, getContent: () => report };
      this.fire("click", { latlng });
      delete this._tooltip;
    },

    /* With the keyboard the middle of the map is the pointer, and Enter clicks. Not `:focus-visible`: Leaflet gives itself the
     * focus on a click, and the browser takes that for the keyboard. Arriving by Tab is seen by its keyup. */
    _onKeyboard(event) {
      const frame = this._map.getContainer();
      if (event.target !== frame && event.type !== "pointerdown") return;
      frame.classList.toggle("nplv-keys", event.type.startsWith("key"));
      if (event.type === "keyup" && event.key === "Tab") this._hover(...this._middle());
      if (event.type === "keydown" && event.key === "Enter") this._click(...this._middle());
    },

    _middle() { return [this._map.getCenter(), this._map.getSize().divideBy(2)]; },

    // ---- for tests and measurements -------------------------------------------------------------------------------------

    /** A point within the polygon, in pixels of the container; null for a code that is not on this layer. */
    pointOf(code) {
      const layer = this._shown && this._shown.layer;
      const i = layer ? layer.indexOf(code) : -1;
      if (i < 0) return null;
      const spot = innerPoint(layer.paths[i], layer.boxes.subarray(4 * i, 4 * i + 4), this._probe);
      if (!spot) return null;
      const at = this._map.layerPointToContainerPoint(this._bounds.min);
      return { x: spot.x * this._scale + this._shift.x + at.x, y: spot.y * this._scale + this._shift.y + at.y };
    },

    /** The colour ("#rrggbb") of the polygon as drawn; null where nothing is drawn or the point is out of view. */
    colourAt(code) {
      const point = this.pointOf(code);
      if (!point) return null;
      const at = this._map.containerPointToLayerPoint(point).subtract(this._bounds.min).multiplyBy(this._density);
      for (const context of [this._colours, this._land]) {
        const [r, g, b, a] = context.getImageData(Math.floor(at.x), Math.floor(at.y), 1, 1).data;
        if (a) return `#${[r, g, b].map((v) => v.toString(16).padStart(2, "0")).join("")}`;
      }
      return null;
    },
  });

  /** The middle of the longest stretch inside the path along some horizontal lines. */
  function innerPoint(path, [left, top, right, bottom], probe) {
    let best = null, longest = 0;
    for (const share of [0.5, 0.35, 0.65, 0.2, 0.8]) {
      const y = top + share * (bottom - top);
      for (let k = 0, run = 0; k <= 64; k++) {
        const x = left + (k / 64) * (right - left);
        run = probe.isPointInPath(path, x, y) ? run + 1 : 0;
        if (run > longest) {
          longest = run;
          best = { x: x - ((run - 1) / 128) * (right - left), y };
        }
      }
    }
    return best;
  }

  /** What the borders depend on: with the same key they stay as they are. */
  function linesKey({ layer, classes, palette, outlines, dot }) {
    const drawn = classes.includes(NOT_DRAWN) ? classes.replace(/[^.]/g, "#") : "";
    return JSON.stringify([layer.url, drawn, palette.border, palette.outline, outlines, dot]);
  }

  /** `text` for places where Leaflet and streamlit-folium expect markup. */
  function asHtml(text) {
    const span = document.createElement("span");
    span.textContent = text;
    return span.innerHTML;
  }

  /** Calls `done` when the browser has handed over the frame that holds what was just drawn. */
  function afterFrame(done) {
    requestAnimationFrame(() => {
      const channel = new MessageChannel();
      channel.port1.onmessage = done;
      channel.port2.postMessage(null);
    });
  }

  /** Fits [south, west, north, east], later if the map has no size yet (a tab that is not open). */
  function fit(map, [south, west, north, east], options) {
    const go = () => map.fitBounds([[south, west], [north, east]], { padding: [8, 8], ...options });
    if (map.getSize().x) go(); else map.once("resize", go);
  }

  let painter = null;
  const nothing = () => L.layerGroup();

  const api = window.nplvMap = {
    paintCount: 0,
    lastPaintMs: 0,
    lastPaintedAt: 0,
    layerKey: null,
    count: 0,

    /** Makes the map in the element `id`; returns it. */
    standing(id, config) {
      const { texts, attribution } = config;
      const map = L.map(id, {
        attributionControl: false, zoomControl: false, zoomSnap: 0.25, zoomDelta: 0.5, minZoom: 6, maxZoom: 18,
        ...(CALM && { zoomAnimation: false, fadeAnimation: false, inertia: false }),
      });
      L.control.zoom({ zoomInTitle: texts.zoom_in, zoomOutTitle: texts.zoom_out }).addTo(map);
      const credits = L.control.attribution({ prefix: false }).addTo(map);
      if (attribution) credits.addAttribution(asHtml(attribution));
      const frame = map.getContainer();
      frame.setAttribute("role", config.role);
      frame.setAttribute("aria-label", texts.label);
      document.documentElement.lang = config.language;
      if (window.frameElement) window.frameElement.title = texts.label;
      map.setView([(config.bounds[0] + config.bounds[2]) / 2, (config.bounds[1] + config.bounds[3]) / 2], 7);
      fit(map, config.bounds, { animate: false });
      painter = new Painter(config).addTo(map);
      // streamlit-folium drops what arrives while it loads its scripts; saying "ready" again brings the latest paint.
      if (window.Streamlit) window.Streamlit.setComponentReady();
      return map;
    },

    /** Shows a paint; returns the empty layer that streamlit-folium adds to the map and removes again. */
    paint(message) {
      window.feature_group = []; // streamlit-folium appends to this list at every change and never empties it
      painter.request(message);
      return nothing();
    },

    pointOf: (code) => painter && painter.pointOf(code),
    colourAt: (code) => painter && painter.colourAt(code),
  };
})();

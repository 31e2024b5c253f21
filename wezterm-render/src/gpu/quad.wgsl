// Quads, one instance each. Positions are whole pixels, colours are decoded to
// linear light, and the output is premultiplied. The formulas of the shapes
// are those of `shapes.rs`.

struct Globals {
    // Width and height of the target in pixels.
    size: vec2<f32>,
    padding: vec2<f32>,
}

@group(0) @binding(0) var<uniform> globals: Globals;
// Masks are in the alpha channel.
@group(0) @binding(1) var glyphs: texture_2d_array<f32>;

const SOLID = 0u;
const MASK = 1u;
const PICTURE = 2u;
const WAVE = 3u;
const DASH = 4u;
const ROUNDED = 5u;

const TAU = 6.283185307179586;

struct Quad {
    // Left, top, width, height.
    @location(0) rect: vec4<u32>,
    // Texel, or offset into the pattern or shape; atlas layer; kind.
    @location(1) source: vec4<u32>,
    // Gamma-encoded, straight alpha.
    @location(2) color: vec4<f32>,
    // WAVE: period, height, thickness. DASH: period, length of a dash.
    // ROUNDED: width, height, radius in sixteenths, corners as bits.
    @location(3) params: vec4<u32>,
}

struct Varyings {
    @builtin(position) position: vec4<f32>,
    @location(0) @interpolate(flat) corner: vec2<i32>,
    @location(1) @interpolate(flat) source: vec4<u32>,
    // Linear, straight alpha.
    @location(2) @interpolate(flat) color: vec4<f32>,
    @location(3) @interpolate(flat) params: vec4<u32>,
}

// sRGB, IEC 61966-2-1.
fn decode(c: vec3<f32>) -> vec3<f32> {
    let low = c / 12.92;
    let high = pow((c + 0.055) / 1.055, vec3(2.4));
    return select(high, low, c <= vec3(0.04045));
}

@vertex
fn vertex(@builtin(vertex_index) index: u32, quad: Quad) -> Varyings {
    let corner = vec2(f32(index & 1u), f32(index >> 1u));
    let pixel = vec2<f32>(quad.rect.xy) + corner * vec2<f32>(quad.rect.zw);
    let unit = pixel / globals.size;
    var out: Varyings;
    out.position = vec4(unit.x * 2.0 - 1.0, 1.0 - unit.y * 2.0, 0.0, 1.0);
    out.corner = vec2<i32>(quad.rect.xy);
    out.source = quad.source;
    out.color = vec4(decode(quad.color.rgb), quad.color.a);
    out.params = quad.params;
    return out;
}

fn wave(at: vec2<f32>, params: vec4<u32>) -> f32 {
    let height = f32(params.y);
    let thickness = f32(params.z);
    let amplitude = (height - thickness) / 2.0;
    let speed = TAU / f32(params.x);
    let slope = amplitude * speed * cos(at.x * speed);
    let line = height / 2.0 + amplitude * sin(at.x * speed);
    let distance = abs(at.y - line) / sqrt(1.0 + slope * slope);
    return clamp(thickness / 2.0 + 0.5 - distance, 0.0, 1.0);
}

fn rounded(at: vec2<f32>, params: vec4<u32>) -> f32 {
    let size = vec2<f32>(params.xy);
    let radius = f32(params.z) / 16.0;
    let far = vec2<u32>(at * 2.0 >= size);
    let is_round = (params.w >> (far.x + 2u * far.y)) & 1u;
    let inward = vec2(radius) - min(at, size - at);
    if is_round == 0u || inward.x <= 0.0 || inward.y <= 0.0 {
        return 1.0;
    }
    return clamp(radius - length(inward) + 0.5, 0.0, 1.0);
}

@fragment
fn fragment(in: Varyings) -> @location(0) vec4<f32> {
    let offset = vec2<i32>(floor(in.position.xy)) - in.corner;
    let at = offset + vec2<i32>(in.source.xy);
    let center = vec2<f32>(at) + 0.5;
    let layer = i32(in.source.z);
    var coverage = 1.0;
    switch in.source.w {
        case MASK: {
            coverage = textureLoad(glyphs, at, layer, 0).a;
        }
        case PICTURE: {
            let texel = textureLoad(glyphs, at, layer, 0);
            let straight = clamp(texel.rgb / max(texel.a, 0.001), vec3(0.0), vec3(1.0));
            let alpha = texel.a * in.color.a;
            return vec4(decode(straight) * alpha, alpha);
        }
        case WAVE: {
            coverage = wave(center, in.params);
        }
        case DASH: {
            coverage = select(0.0, 1.0, u32(at.x) % in.params.x < in.params.y);
        }
        case ROUNDED: {
            coverage = rounded(center, in.params);
        }
        default: {}
    }
    let alpha = in.color.a * coverage;
    return vec4(in.color.rgb * alpha, alpha);
}

#version 330 core
// How far away what was drawn last is, on a coarser raster: m, 0 where there is nothing.

uniform sampler2D depth;
uniform vec2 depth_range;  // nearest and farthest, m
uniform float cell_px;     // pixels of the depth for each of these, in each direction
uniform ivec2 last;        // the last pixel of the depth that counts

out float away;

void main() {
    ivec2 at = min(ivec2(gl_FragCoord.xy * cell_px), last);
    float stored = texelFetch(depth, at, 0).r;
    float near = depth_range.x, far = depth_range.y;
    away = stored < 1.0 ? 2.0 * near * far / (far + near - (2.0 * stored - 1.0) * (far - near)) : 0.0;
}

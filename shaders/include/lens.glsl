// From camera space (metres, x right, y up, looking down -z) to a box of the picture. Row 0 of
// the target is the top row of the box, so what is read back needs no turning over.

uniform vec4 lens;         // focal length, then the centre of the lens inside the box; px
uniform vec2 box_px;       // width and height of the box
uniform vec2 depth_range;  // nearest and farthest, m
uniform float lift;        // m: how much nearer something counts than it is

vec4 project(vec3 place) {
    float away = -place.z;
    vec2 seen = vec2(lens.y * away + lens.x * place.x, lens.z * away - lens.x * place.y);
    float near = depth_range.x, far = depth_range.y;
    float counted = (away - lift) * (far + near) / (far - near) - 2.0 * far * near / (far - near);
    return vec4(2.0 * seen / box_px - away, counted, away);
}
